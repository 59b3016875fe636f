// Bundles the functions that the constructs ship: a user's app needs no bundler and none of their dependencies.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildFunction } from "../dashboard/build-function.mjs";
import { buildPage, PAGE_FOLDER } from "../dashboard/build-page.mjs";
import { bundledLicenses } from "../dashboard/licenses.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const { metafile } = await build({
  entryPoints: { "redrive/index": at("../logger/src/lambda/redrive.ts") },
  outdir: at("assets"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node22",
  logLevel: "warning",
  metafile: true,
});
writeFileSync(at("assets/redrive/licenses.txt"), bundledLicenses(metafile, process.cwd()));

await buildPage();
await buildFunction(at("assets/dashboard"), PAGE_FOLDER);
