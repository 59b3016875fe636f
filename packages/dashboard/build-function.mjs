// Bundles the deployed dashboard: one file for the function, and the page beside it.
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundledLicenses } from "./licenses.mjs";

/** Bundled CommonJS modules require Node's own modules. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Schema libraries that hono-openapi loads on demand. None of them is used, though one may be installed. */
const OTHER_SCHEMA_LIBRARIES = [
  "arktype",
  "effect",
  "sury",
  "typebox",
  "zod",
  "zod-openapi",
  "zod-to-json-schema",
];

/**
 * Bundles the function into a folder, with the licences of what is in it, and puts the page into `web` there.
 *
 * @param {string} folder
 * @param {string} pageFolder the built page
 */
export async function buildFunction(folder, pageFolder) {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("src/lambda/handler.ts", import.meta.url))],
    outfile: join(folder, "index.mjs"),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node22",
    mainFields: ["module", "main"],
    external: OTHER_SCHEMA_LIBRARIES.flatMap((name) => [name, `${name}/*`]),
    banner: { js: REQUIRE },
    logLevel: "warning",
    metafile: true,
  });
  writeFileSync(join(folder, "licenses.txt"), bundledLicenses(metafile, process.cwd()));
  rmSync(join(folder, "web"), { recursive: true, force: true });
  if (existsSync(pageFolder)) {
    cpSync(pageFolder, join(folder, "web"), {
      recursive: true,
      filter: (path) => !path.slice(pageFolder.length).includes("/."),
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, pageFolder] = process.argv.slice(2);
  await buildFunction(folder, pageFolder);
}
