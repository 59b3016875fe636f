import type { MiddlewareHandler } from "hono";

const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The headers of every response other than the page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": `${NOTHING}; sandbox`,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Middleware that adds security headers to every answer, errors included.
 *
 * @param connectTo Origins beside our own that the page talks to: that of the OpenID provider's tokens.
 */
export function addSecurityHeaders(connectTo: readonly string[] = []): MiddlewareHandler {
  const page = contentSecurityPolicy(connectTo);
  return async function securityHeaders(context, next) {
    await next();
    const { headers, status } = context.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      // Events must not be cached; files of the page set their own cache-control.
      if (name !== "cache-control" || !headers.has(name)) headers.set(name, value);
    }
    // A 304 has no content type, and its headers replace those of the cached file of the page.
    const isPage = status === 304 || headers.get("content-type")?.startsWith("text/html");
    if (isPage) headers.set("content-security-policy", page);
    if (context.req.url.startsWith("https:")) {
      headers.set("strict-transport-security", "max-age=63072000");
    }
  };
}

/** Allows only the page's own files. Trusted Types keep text from becoming script. */
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
