import type { MiddlewareHandler } from "hono";
import { Problem } from "./problem.js";

/** API Gateway takes 10,240 bytes of headers, the address included. */
const MAX_URL_LENGTH = 10_000;
const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);
/** A browser says so of requests of the page itself, and of an address that a person typed. */
const OWN_SITE: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Refuses what is no reading request: other methods, bodies, endless addresses, and names that are not this server's, under
 * which a page of another site could reach it (DNS rebinding).
 *
 * @param hosts The names and ports under which the server may be asked; any when missing.
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
      throw new Problem("forbidden", "The dashboard is not served under this host name.", {
        hint: `open http://${[...allowed][0]}`,
      });
    }
    if (!READING.has(req.method)) {
      throw new Problem("method", `${req.method} is not answered.`, {
        hint: "use GET or HEAD",
        headers: { allow: "GET, HEAD" },
      });
    }
    if (req.url.length > MAX_URL_LENGTH) {
      throw new Problem("too-long", `An address may have ${MAX_URL_LENGTH} characters.`, {
        hint: "shorten the query",
      });
    }
    if (Number(req.header("content-length") ?? 0) > 0 || req.header("transfer-encoding")) {
      throw new Problem("body", "A request for reading has no body.", {
        hint: "leave the body out",
      });
    }
    await next();
  };
}

/** For an address that cannot be parsed, with the host that the request names. */
export function invalidAddress(): Problem {
  return new Problem("request", "The address or the Host header is invalid.", {
    hint: "open the address that the dashboard printed",
  });
}

/** Refuses requests that a browser makes for another site's page. There is no CORS: no other page is meant to ask. */
export const guardSite: MiddlewareHandler = async function guardSite({ req }, next) {
  const site = req.header("sec-fetch-site");
  const origin = req.header("origin");
  const isForeign =
    (site !== undefined && !OWN_SITE.has(site)) ||
    (origin !== undefined && origin !== new URL(req.url).origin);
  if (isForeign) {
    throw new Problem("forbidden", "The request comes from the page of another site.", {
      hint: "ask from the dashboard's own page, or without a browser",
    });
  }
  await next();
};
