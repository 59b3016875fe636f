// Builds the page into dist/web, unless what is there was built from the very same sources.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
/** Where the built page lies. */
export const PAGE_FOLDER = join(root, "dist/web");
const STAMP = ".fingerprint";

/** What the built page depends on. */
function fingerprint() {
  const sources = readdirSync(join(root, "src/web"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  const settings = ["index.html", "package.json", "vite.config.ts"].map((name) => join(root, name));
  const hash = createHash("sha256");
  for (const file of [...sources, ...settings].sort()) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Builds the page if it must be. Several processes may do so at once: each builds beside, and then puts it there. */
export async function buildPage() {
  const wanted = fingerprint();
  const stamp = join(PAGE_FOLDER, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const { build } = await import("vite");
  const outDir = join(root, `dist/web-${process.pid}`);
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  writeFileSync(join(outDir, STAMP), wanted);
  rmSync(PAGE_FOLDER, { recursive: true, force: true });
  try {
    renameSync(outDir, PAGE_FOLDER);
  } catch {
    // Another process has just put its own there, which is the same.
    rmSync(outDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
