import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** A bundle as a function would ship it. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Bytes by where they come from: a package of `node_modules`, or a folder of this repository. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Bundles a module of `bench/` into a folder: minified, as `NodejsFunction` would with `mainFields: module,main`.
 *
 * @param format `cjs` for libraries that call `require` for Node.js's own modules
 */
export async function bundle(
  entry: string,
  folder: string,
  format: "esm" | "cjs" = "esm",
): Promise<Bundle> {
  const file = join(folder, `${entry.replaceAll("/", "-")}.${format === "esm" ? "mjs" : "cjs"}`);
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../${entry}`, import.meta.url))],
    outfile: file,
    bundle: true,
    minify: true,
    format,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    metafile: true,
    logLevel: "error",
  });
  const contents = await readFile(file);
  const [output] = Object.values(metafile.outputs);
  return {
    file,
    bytes: contents.length,
    gzipBytes: gzipSync(contents, { level: 9 }).length,
    parts: byOrigin(output?.inputs ?? {}),
  };
}

function byOrigin(inputs: Record<string, { bytesInOutput: number }>): Map<string, number> {
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const origin = originOf(path);
    parts.set(origin, (parts.get(origin) ?? 0) + bytesInOutput);
  }
  return new Map([...parts].toSorted(([, a], [, b]) => b - a));
}

function originOf(path: string): string {
  const [, library] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (library !== undefined) return library;
  const [, folder] = /packages\/logger\/src\/(?:(\w+)\/)?/.exec(path) ?? [];
  if (path.includes("packages/logger/src/")) return folder ?? "logger";
  return "the function itself";
}
