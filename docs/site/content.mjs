// Gathers the Markdown of the repository for the site: pages keep their text, links between them lead to their new places.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { ROOT } from "./reference.mjs";

/** The pages by their path in the repository, with their path on the site. */
export function findPages() {
  const markdown = (folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => posix.join(folder, name));
  const packages = readdirSync(join(ROOT, "packages"))
    .map((name) => `packages/${name}/README.md`)
    .filter((path) => existsSync(join(ROOT, path)));
  return new Map([
    ["README.md", "index.md"],
    ...["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map((path) => [path, path.toLowerCase()]),
    ...[...markdown("docs"), ...markdown("docs/decisions")].map((path) => [path, path]),
    ...packages.map((path) => [path, path.replace("/README.md", ".md")]),
  ]);
}

/** Writes the pages and their pictures into a folder. */
export function writePages(pages, folder) {
  for (const [source, target] of pages) {
    const file = join(folder, target);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, toSitePage(readFileSync(join(ROOT, source), "utf8"), source, pages));
  }
  cpSync(join(ROOT, "docs/screenshots"), join(folder, "docs/screenshots"), { recursive: true });
}

function toSitePage(text, source, pages) {
  return text
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .replaceAll(/^```query$/gm, "```txt")
    .replaceAll(
      /(!?)\[([^\]]*)\]\((?!https?:|#)([^)#\s]*)(#[^)\s]*)?\)/g,
      (_whole, mark, label, path, hash = "") => {
        const target = posix.normalize(posix.join(posix.dirname(source), path)).replace(/\/$/, "");
        if (mark) return `![${label}](/${target})`;
        const page = pages.get(target) ?? pages.get(`${target}/README.md`);
        // Sources and folders are not part of the site.
        return page ? `[${label}](/${page}${hash})` : label;
      },
    );
}

/** The first heading of a page. */
export function titleOf(path) {
  return /^# (.*)$/m.exec(readFileSync(join(ROOT, path), "utf8"))?.[1] ?? path;
}
