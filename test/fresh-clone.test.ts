import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

/** A clone of this repository with its packages installed and nothing built. */
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "fresh-clone-"));
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"]);
  const files = String(listed).split("\0").filter(Boolean).filter(existsSync);
  for (const file of files) {
    mkdirSync(join(clone, dirname(file)), { recursive: true });
    cpSync(file, join(clone, file));
  }
  const folders = new Set(files.filter((file) => file.endsWith("package.json")).map(dirname));
  for (const folder of folders) copyLinks(join(folder, "node_modules"));
  symlinkSync(resolve("node_modules/.pnpm"), join(clone, "node_modules/.pnpm"));
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

it("synthesizes the current sources with npm alone, whatever was built before", () => {
  const redrive = join(clone, "packages/logger/src/lambda/redrive.ts");
  writeFileSync(redrive, `${readFileSync(redrive, "utf8")}\nconsole.log("a newer redrive");\n`);
  const stale = join(clone, "packages/constructs/assets/redrive");
  mkdirSync(stale, { recursive: true });
  writeFileSync(join(stale, "index.mjs"), "// built from older sources");

  const { status, stderr } = spawnSync("npm", ["run", "synth"], {
    cwd: clone,
    encoding: "utf8",
    env: { ...process.env, PATH: pathWithoutPnpm() },
  });

  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const assets = readdirSync(join(clone, "cdk.out")).map((name) => join(clone, "cdk.out", name));
  const functions = assets.map((asset) => join(asset, "index.mjs")).filter(existsSync);
  const code = functions.map((file) => readFileSync(file, "utf8"));
  expect(code.filter((text) => text.includes("a newer redrive"))).toHaveLength(1);
  expect(code.filter((text) => text.includes("built from older sources"))).toEqual([]);
  const page = join(clone, "packages/constructs/assets/dashboard/web/index.html");
  expect(existsSync(page)).toBe(true);
}, 120_000);

/** pnpm links packages relatively, so copied links lead to the clone's own workspace packages. */
function copyLinks(folder: string): void {
  if (!existsSync(folder)) return;
  cpSync(folder, join(clone, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith("/.pnpm"),
  });
}

/** What a machine has where nobody installed pnpm. */
function pathWithoutPnpm(): string {
  return (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => !existsSync(join(folder, "pnpm")))
    .join(":");
}
