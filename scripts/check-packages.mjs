// Packs every package that is published and checks that what users install resolves, for types and at run time.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const tarballs = mkdtempSync(join(tmpdir(), "packages-"));
let failed = false;

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) failed = true;
}

function isEsmOnly({ type, publishConfig }) {
  return type === "module" && !JSON.stringify(publishConfig.exports ?? {}).includes('"require"');
}

for (const folder of readdirSync("packages")) {
  const manifest = JSON.parse(readFileSync(join("packages", folder, "package.json"), "utf8"));
  if (manifest.private) continue;
  console.log(`-- ${manifest.name}`);
  const tarball = join(tarballs, `${folder}.tgz`);
  run("pnpm", "--dir", join("packages", folder), "pack", "--out", tarball);
  run("publint", "--strict", tarball);
  // ESM packages are bundled or imported; require() of them needs Node 20.19 and is left to the user.
  const profile = isEsmOnly(manifest) ? "esm-only" : "node16";
  run("attw", tarball, "--profile", profile);
}

rmSync(tarballs, { recursive: true });
process.exitCode = failed ? 1 : 0;
