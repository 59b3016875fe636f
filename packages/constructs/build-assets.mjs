// Bundles the functions that the constructs ship: a user's app needs no bundler and none of their dependencies.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: { "redrive/index": at("../logger/src/lambda/redrive.ts") },
  outdir: at("assets"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  target: "node22",
  logLevel: "warning",
});
