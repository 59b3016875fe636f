import { join } from "node:path";
import type { LocalApp } from "@service-events/local";
import { build, type Plugin } from "esbuild";
import type { Destination } from "./destinations.js";

const ROOT = join(import.meta.dirname, "../..");
const LOGGER = "@service-events/logger";

/**
 * Bundles the functions of an app that runs, as they are, and puts them where it takes its code from. In each of them
 * one function is another: the `writeEvent` that `withLogging` writes to goes to these destinations.
 */
export async function swapWriter(
  { functions }: LocalApp,
  destinations: readonly Destination[],
): Promise<void> {
  for (const { code, environment } of functions) {
    // The function that writes the dead-letter queue back has no origin and records no events.
    const folder = environment.EVENT_LOG_ORIGIN;
    if (folder === undefined || !("folder" in code)) continue;
    await build({
      entryPoints: [join(ROOT, "infra/lambda", folder, "index.ts")],
      outfile: join(code.folder, "index.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      mainFields: ["module", "main"],
      logLevel: "error",
      plugins: [loggerThatWritesTo(destinations)],
    });
  }
}

/** Stands in for the logger in the functions, and is the logger in everything but where `withLogging` writes to. */
function loggerThatWritesTo(destinations: readonly Destination[]): Plugin {
  return {
    name: "swap the writer",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${LOGGER}$`) }, ({ namespace }) =>
        namespace === "file" ? { path: LOGGER, namespace: "swapped" } : undefined,
      );
      onLoad({ filter: /.*/, namespace: "swapped" }, () => ({
        contents: moduleFor(destinations),
        resolveDir: join(ROOT, "infra"),
      }));
    },
  };
}

function moduleFor(destinations: readonly Destination[]): string {
  const imports = destinations.map(
    ({ from, create }) => `import { ${create} } from "${LOGGER}${from}";`,
  );
  const env = Object.assign({}, ...destinations.map((each) => each.env));
  const writers = destinations.map(({ create, config }) => `${create}(${config})`);
  return `
    import { fanOut, withLogging as withLoggerOf } from "${LOGGER}";
    ${imports.join("\n")}
    Object.assign(process.env, ${JSON.stringify(env)});
    const writeEvent = ${writers.length === 1 ? writers[0] : `fanOut(${writers.join(", ")})`};
    export * from "${LOGGER}";
    export const withLogging = (handler) => withLoggerOf(handler, { writeEvent });
  `;
}
