import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A bundled function. */
export interface Bundle {
  readonly file: string;
  /** Of the minified bundle. */
  readonly bytes: number;
  remove(): Promise<void>;
}

/** How a function is bundled: the two formats that `NodejsFunction` offers. */
export type BundleFormat = "esm" | "cjs";

/** Bundles one of the functions beside this file, as `NodejsFunction` would. */
export async function bundleFunction(name: string, format: BundleFormat): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), "lambda-harness-"));
  const file = join(folder, format === "esm" ? "index.mjs" : "index.cjs");
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`functions/${name}.ts`, import.meta.url))],
    outfile: file,
    bundle: true,
    minify: true,
    format,
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "error",
    ...(format === "esm" && { mainFields: ["module", "main"] }),
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { file, bytes, remove: () => rm(folder, { recursive: true }) };
}
