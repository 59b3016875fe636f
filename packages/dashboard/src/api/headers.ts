import type { MiddlewareHandler } from "hono";

/** What nobody may do with the page, and what it needs none of. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Adds the headers that keep a browser on our side to every answer, errors included.
 *
 * @param connectTo Origins beside our own that the page talks to: that of the OpenID provider's tokens.
 */
export function addSecurityHeaders(connectTo: readonly string[] = []): MiddlewareHandler {
  const page = contentSecurityPolicy(connectTo);
  return async function securityHeaders(context, next) {
    await next();
    const { headers, status } = context.res;
    for (const [name, value] of Object.entries(EVERYWHERE)) headers.set(name, value);
    // A 304 has no type, and its headers replace those of what the browser holds, which is a file of the page.
    const isPage = status === 304 || headers.get("content-type")?.startsWith("text/html");
    headers.set("content-security-policy", isPage ? page : `${NOTHING}; sandbox`);
    // What the log holds must stay in no cache; files of the page say for themselves how long they may.
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (new URL(context.req.url).protocol === "https:") {
      headers.set("strict-transport-security", "max-age=63072000");
    }
  };
}

/** Nothing but the page's own files, no way for a text to become script, and nobody's frame. */
function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    NOTHING,
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connectTo].join(" ")}`,
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
