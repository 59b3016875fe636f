import type { MiddlewareHandler } from "hono";
import { Problem } from "./problem.js";

/** API Gateway accepts 10,240 bytes of headers, including the request line. */
const MAX_URL_LENGTH = 10_000;
const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);
/** Sent by browsers for requests of the page itself, and for typed addresses. */
const OWN_SITE: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Rejects other methods, bodies, long addresses, and foreign host names, through which another site could reach the
 * server (DNS rebinding).
 *
 * @param hosts Allowed Host headers; any when missing.
 */
export function guardRequest(hosts?: readonly string[]): MiddlewareHandler {
  const allowed = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  return async function guard({ req }, next) {
    if (!URL.canParse(req.url)) throw invalidAddress();
    const { host } = new URL(req.url);
    if (
      allowed &&
      !(allowed.has(host) && allowed.has((req.header("host") ?? host).toLowerCase()))
    ) {
      throw new Problem("forbidden", "This host name is not allowed.", {
        hint: `open http://${[...allowed][0]}`,
      });
    }
    if (!READING.has(req.method)) {
      throw new Problem("method", `${req.method} is not allowed.`, {
        hint: "use GET or HEAD",
        headers: { allow: "GET, HEAD" },
      });
    }
    if (req.url.length > MAX_URL_LENGTH) {
      throw new Problem("too-long", `The address is longer than ${MAX_URL_LENGTH} characters.`, {
        hint: "shorten the query",
      });
    }
    if (Number(req.header("content-length") ?? 0) > 0 || req.header("transfer-encoding")) {
      throw new Problem("body", "Requests must not have a body.", {
        hint: "remove the body",
      });
    }
    await next();
  };
}

/** The problem of a request whose URL cannot be parsed. */
export function invalidAddress(): Problem {
  return new Problem("request", "The address or the Host header is invalid.", {
    hint: "open the address that the dashboard printed",
  });
}

/** Rejects cross-site requests of browsers. There is no CORS on purpose. */
export const guardSite: MiddlewareHandler = async function guardSite({ req }, next) {
  const site = req.header("sec-fetch-site");
  const origin = req.header("origin");
  const isForeign =
    (site !== undefined && !OWN_SITE.has(site)) ||
    (origin !== undefined && origin !== new URL(req.url).origin);
  if (isForeign) {
    throw new Problem("forbidden", "Cross-site requests are not allowed.", {
      hint: "send it from the dashboard's own page, or without a browser",
    });
  }
  await next();
};
