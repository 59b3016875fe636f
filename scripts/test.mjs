// Runs Jest, set up for ES modules. `--changed` runs only the tests of what differs from the last commit.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import "./setup.mjs";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const options = process.argv
  .slice(2)
  .map((option) => (option === "--changed" ? "--onlyChanged" : option));
// Given to Node.js itself, so that Jest's workers get them and the processes of the tests do not.
const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

const { status } = spawnSync(process.execPath, [...flags, jest, ...options], { stdio: "inherit" });
process.exitCode = status ?? 1;
