import type { Context } from "hono";
import { Problem } from "../api/problem.js";
import type { Page, PageFile } from "./page.js";

const ONE_YEAR = "public, max-age=31536000, immutable";
/** Revalidated on every load. */
const REVALIDATE = "no-cache";

/**
 * Serves the files of the page. Paths without an extension belong to the page's router and get its `index.html`.
 * Nothing redirects.
 */
export function servePage(page: Page): (context: Context) => Response {
  return function sendFile({ req }) {
    const path = new URL(req.url).pathname;
    const file = page.get(path) ?? (isPageAddress(path) ? page.get("/index.html") : undefined);
    if (file) return answer(file, req.header("if-none-match"));
    if (page.size === 0 && isPageAddress(path)) return notBuilt();
    throw new Problem("not-found", "There is no page at this address.", { hint: "open /" });
  };
}

/** No second slash, no backslash, no escaped separator or dot, no extension. */
function isPageAddress(path: string): boolean {
  return /^\/(?:[^/\\.]+\/?)*$/.test(path) && !/%(?:2e|2f|5c|00)/i.test(path);
}

function answer({ body, type, etag, isHashed }: PageFile, known: string | undefined): Response {
  const headers = { etag, "cache-control": isHashed ? ONE_YEAR : REVALIDATE };
  const isKnown = known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": type } });
}

function notBuilt(): Response {
  return new Response(
    "The page is not built: run `pnpm --filter @service-events/dashboard build:web`, then restart.\n",
    { status: 503, headers: { "content-type": "text/plain; charset=utf-8" } },
  );
}
