// Builds the page into dist/web, unless what is there was built from the very same sources.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const SETTINGS = ["index.html", "package.json", "vite.config.ts", "build-page.mjs"];
const STAMP = ".built-from.json";

/** The folder of the built page. */
export const PAGE_FOLDER = join(root, "dist/web");

/** Builds the page if its sources have changed. Safe to run concurrently: each process builds in its own folder, then renames it. */
export async function buildPage() {
  if (isCurrent()) return;
  const { build } = await import("vite");
  const outDir = join(root, `dist/web-${process.pid}`);
  const modules = new Set();
  const noteModules = {
    name: "note-modules",
    generateBundle() {
      for (const id of this.getModuleIds()) modules.add(id.split("?")[0]);
    },
  };
  await build({
    root,
    logLevel: "warn",
    plugins: [noteModules],
    build: { outDir, emptyOutDir: true },
  });
  const files = [...modules].filter(existsSync).map((file) => relative(root, file));
  const hashes = [...SETTINGS, ...files].map((file) => [file, hashOf(file)]);
  writeFileSync(join(outDir, STAMP), JSON.stringify(Object.fromEntries(hashes)));
  rmSync(PAGE_FOLDER, { recursive: true, force: true });
  try {
    renameSync(outDir, PAGE_FOLDER);
  } catch {
    // Another process has just renamed its own, equal build.
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** Whether every file that the last build read, those of other packages included, is as it was. */
function isCurrent() {
  try {
    const builtFrom = JSON.parse(readFileSync(join(PAGE_FOLDER, STAMP), "utf8"));
    return Object.entries(builtFrom).every(([file, hash]) => hashOf(file) === hash);
  } catch {
    return false;
  }
}

function hashOf(file) {
  return createHash("sha256")
    .update(readFileSync(join(root, file)))
    .digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
