import { execFileSync } from "node:child_process";

/** A Node.js to measure with. */
export interface NodeBinary {
  readonly version: string;
  readonly execPath: string;
}

/** This process's own Node.js, and the newest 24 that npm has, which Lambda runs: the first use downloads it. */
export function nodeVersions(): NodeBinary[] {
  const own = { version: process.version, execPath: process.execPath };
  if (process.version.startsWith("v24.")) return [own];
  const [version, execPath] = JSON.parse(
    execFileSync(
      "npx",
      [
        "--yes",
        "--package",
        "node@24",
        "node",
        "-p",
        "JSON.stringify([process.version, process.execPath])",
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    ),
  ) as [string, string];
  return [own, { version, execPath }];
}
