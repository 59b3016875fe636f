// Finds links of the built site that lead to no page or to no heading.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * @param {string} folder the built site
 * @returns {string[]} such as `docs/query.html: /docs/lambda#nowhere`
 */
export function findDeadLinks(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html") && path !== "404.html")
    .map((path) => path.replaceAll("\\", "/"));
  const html = new Map(pages.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  return pages.flatMap((page) =>
    Array.from(html.get(page).matchAll(/<a [^>]*?href="([^":]*)"/g), ([, href]) => href)
      .filter((href) => !leadsSomewhere(folder, html, page, decodeURI(href)))
      .map((href) => `${page}: ${href}`),
  );
}

function leadsSomewhere(folder, html, page, href) {
  const [path, id] = href.split("#");
  const target =
    path === "" ? page : posix.join(posix.dirname(`/${page}`), path.startsWith("/") ? "" : path);
  const file = path.startsWith("/") ? path.slice(1) : target.replace(/^\//, "");
  const found = [file, `${file}.html`, posix.join(file, "index.html")].find((name) =>
    html.has(name),
  );
  if (found === undefined) return file !== "" && existsSync(join(folder, file));
  // TypeDoc numbers a few headings of the reference differently from VitePress: those links lead to the page.
  return !id || found.startsWith("reference/") || html.get(found).includes(`id="${id}"`);
}
