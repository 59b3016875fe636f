// The licence texts of the packages that esbuild bundled: their terms ask to come along with every copy.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LICENSE_FILE = /^(licen[cs]e|copying|notice)\b/i;

/**
 * Names each third-party package among the inputs, and each licence text once below those that share it.
 *
 * @param {import("esbuild").Metafile} metafile
 * @param {string} root what its paths are relative to
 * @returns {string} Markdown
 * @throws Error when a package has neither a licence text nor the name of a licence
 */
export function bundledLicenses({ inputs }, root) {
  const files = Object.keys(inputs).filter((path) => path.includes("node_modules/"));
  const folders = new Set(files.map((path) => packageFolder(join(root, path))));
  const packagesByText = new Map();
  for (const { title, text } of [...folders].map(readLicense).sort(byTitle)) {
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  if (packagesByText.size === 0) return "No third-party package is bundled.\n";
  return [...packagesByText]
    .map(([text, titles]) => `${titles.map((title) => `## ${title}`).join("\n")}\n\n${text}\n`)
    .join("\n");
}

const byTitle = (a, b) => (a.title < b.title ? -1 : 1);

/** The nearest folder whose package.json has a name and a version: some packages have bare ones inside. */
function packageFolder(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8"));
    if (name && version) return folder;
  }
  throw new Error(`no package.json above ${file}`);
}

function readLicense(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
  if (files.length === 0 && typeof license !== "string") {
    throw new Error(`${name}@${version} is bundled but has no licence: see ${folder}`);
  }
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  return {
    title: `${name}@${version} (${license ?? "see below"})`,
    text: texts.join("\n\n") || `Licensed under ${license}; the package contains no licence text.`,
  };
}
