// Reads what the packages export, with the doc comments, as TypeDoc sees it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, TSConfigReader } from "typedoc";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Whose exports are documented, in the order of the site. */
const PACKAGES = ["logger", "query", "constructs", "schema"];

/** What can be imported, such as `@service-events/logger/otlp`, by its source. */
function entryPoints() {
  const entries = PACKAGES.flatMap((folder) => {
    const { name, exports } = JSON.parse(
      readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8"),
    );
    return Object.entries(exports)
      .filter(([, file]) => file.endsWith(".ts"))
      .map(([path, file]) => [join("packages", folder, file), join(name, path)]);
  });
  return new Map(entries);
}

/** @returns the application, and the project whose modules have the names that an import has */
export async function readReference(options = {}) {
  const names = entryPoints();
  const app = await Application.bootstrapWithPlugins(
    {
      entryPoints: [...names.keys()].map((file) => join(ROOT, file)),
      tsconfig: join(ROOT, "docs/site/tsconfig.json"),
      skipErrorChecking: true,
      excludeInternal: true,
      excludePrivate: true,
      excludeProtected: true,
      excludeExternals: true,
      disableGit: true,
      sourceLinkTemplate: "{path}",
      displayBasePath: ROOT,
      readme: "none",
      logLevel: "Warn",
      ...options,
    },
    [new TSConfigReader()],
  );
  const project = await app.convert();
  if (!project) throw new Error("TypeDoc could not read the sources: see the lines above");
  for (const module of project.children) {
    const file = module.sources?.[0]?.fileName;
    module.name = names.get(file ?? "") ?? module.name;
  }
  // Nothing of the site leads to sources: where they are published, only the owner knows.
  for (const reflection of Object.values(project.reflections)) delete reflection.sources;
  return { app, project };
}
