import type { Context } from "hono";
import { Problem } from "../api/problem.js";
import type { Page, PageFile } from "./page.js";

const ONE_YEAR = "public, max-age=31536000, immutable";
/** Asked for again each time, and not sent again if it is the same. */
const REVALIDATE = "no-cache";

/**
 * Answers with a file of the page. Addresses without an extension are the page's own: they are answered with its
 * `index.html`, and the page knows what to show. Everything else is not there; nothing is ever redirected.
 */
export function servePage(page: Page): (context: Context) => Response {
  return function sendFile({ req }) {
    const path = new URL(req.url).pathname;
    const file = page.get(path) ?? (isPageAddress(path) ? page.get("/index.html") : undefined);
    if (file) return answer(file, req.header("if-none-match"));
    if (page.size === 0 && isPageAddress(path)) return notBuilt();
    throw new Problem("not-found", "There is nothing under this address.", { hint: "open /" });
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
    "The page is not built: run `pnpm --filter @service-events/dashboard build:web` and start again.\n",
    { status: 503, headers: { "content-type": "text/plain; charset=utf-8" } },
  );
}
