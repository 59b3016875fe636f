// Compiles the sources twice: ES modules for bundlers and browsers, CommonJS for CDK apps.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));

function compile(outDir, ...options) {
  const args = ["--project", "tsconfig.build.json", "--outDir", outDir, ...options];
  const { status } = spawnSync("tsc", args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(`${root}dist`, { recursive: true, force: true });
compile("dist/esm");
compile(
  "dist/cjs",
  "--module",
  "commonjs",
  "--moduleResolution",
  "bundler",
  "--verbatimModuleSyntax",
  "false",
);
// The nearest package.json says how Node.js and TypeScript read the files below it.
writeFileSync(`${root}dist/cjs/package.json`, '{ "type": "commonjs" }\n');
