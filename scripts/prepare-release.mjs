// Completes the manifests of the published packages with values that only the owner knows, or lists what to fill in.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const NEEDED = {
  author: '"Name <mail>" or the name of the organization',
  repository: '"https://github.com/owner/name", the address that a browser opens',
};

const root = read("package.json");
const missing = Object.keys(NEEDED).filter((field) => typeof root[field] !== "string");
if (missing.length > 0) {
  const lines = missing.map((field) => `  "${field}": ${NEEDED[field]}`);
  console.error(`Nothing is released yet. Fill in, in package.json:\n${lines.join("\n")}`);
  process.exit(1);
}

const address = root.repository.replace(/\/$/, "");
for (const folder of readdirSync("packages")) {
  const file = `packages/${folder}/package.json`;
  if (!existsSync(file)) continue;
  const manifest = read(file);
  if (manifest.private) continue;
  Object.assign(manifest, {
    author: root.author,
    homepage: `${address}/tree/main/packages/${folder}#readme`,
    repository: { type: "git", url: `git+${address}.git`, directory: `packages/${folder}` },
    bugs: `${address}/issues`,
  });
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${manifest.name} ${manifest.version}`);
}

function read(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
