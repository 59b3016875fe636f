import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPages, titleOf } from "../content.mjs";

const pages = findPages();
const content = fileURLToPath(new URL("../.content", import.meta.url));

/** The pages of a folder as entries of the sidebar. */
function entries(folder) {
  const sources = [...pages.keys()].filter((path) => path.startsWith(`${folder}/`));
  return sources
    .filter((path) => !path.slice(folder.length + 1).includes("/") || folder === "packages")
    .map((path) => ({ text: titleOf(path), link: link(pages.get(path)) }));
}

/** What can be imported, as TypeDoc has written it. */
function reference() {
  return readdirSync(join(content, "reference"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && path !== "index.md")
    .sort()
    .map((path) => ({ text: path.replace(/(-\d+)?\.md$/, ""), link: link(`reference/${path}`) }));
}

/** The anchor of a heading, as GitHub makes it: links in the Markdown are written for both. */
const slugify = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

const link = (path) => `/${path.replace(/\.md$/, "")}`;

export default {
  title: "Service Events",
  description: "An event log that your team owns.",
  srcDir: ".content",
  outDir: "dist",
  cleanUrls: true,
  // Generics such as Map<K> are text, not elements of a page.
  markdown: { html: false, anchor: { slugify } },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Guide", link: "/docs/delivery" },
      { text: "Packages", link: "/packages/logger" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar: [
      { text: "Start", items: [{ text: "Service Events", link: "/" }] },
      { text: "Guide", items: entries("docs") },
      { text: "Packages", items: entries("packages") },
      { text: "Reference", items: reference(), collapsed: true },
      { text: "Decisions", items: entries("docs/decisions"), collapsed: true },
      {
        text: "Project",
        items: ["contributing", "changelog", "security"].map((name) => ({
          text: titleOf(`${name.toUpperCase()}.md`),
          link: `/${name}`,
        })),
      },
    ],
  },
};
