import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

/**
 * A clone of this repository as git gives it: nothing installed, nothing built. It must not share folders of packages with
 * the repository itself, since an install in one would change the other.
 */
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "fresh-clone-"));
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"]);
  const files = String(listed).split("\0").filter(Boolean).filter(existsSync);
  for (const file of files) {
    mkdirSync(join(clone, dirname(file)), { recursive: true });
    cpSync(file, join(clone, file));
  }
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
}, 240_000);

/** What a machine has where nobody installed pnpm. */
function pathWithoutPnpm(): string {
  return (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => !existsSync(join(folder, "pnpm")))
    .join(":");
}
