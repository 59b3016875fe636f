// Installs what the lock file names, unless that is there. Needs only Node.js and npm.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampFile = `${root}node_modules/.service-events-setup`;

/** What an install depends on: when none of it has changed, there is nothing to do. */
function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) {
    hash.update(readFileSync(root + file));
  }
  return hash.digest("hex");
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed, this is ${process.version}.`);
  process.exit(1);
}

const wanted = fingerprint();
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  console.error(`Installing the workspace's packages with ${packageManager} …`);
  const install = spawnSync("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (install.status !== 0) {
    console.error("The packages could not be installed: see the lines above, then try again.");
    process.exit(install.status ?? 1);
  }
  writeFileSync(stampFile, wanted);
}
