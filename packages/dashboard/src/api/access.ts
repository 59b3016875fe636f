import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { OidcSettings } from "./answers.js";
import { Problem } from "./problem.js";

/**
 * Who has access.
 *
 * - `token`: requests with this secret in `Authorization: Bearer`; for a dashboard on your own machine.
 * - `oidc`: users of an OpenID provider. A gateway in front of the API verifies the token; `callerOf` returns the user
 *   from the platform's request context.
 * - `none`: everybody; for tests, and for a proxy that authenticates.
 */
export type Access =
  | { kind: "token"; token: string }
  | { kind: "oidc"; settings: OidcSettings; callerOf(environment: unknown): string | undefined }
  | { kind: "none" };

/** Shorter secrets are guessable. */
const LEAST_TOKEN_LENGTH = 16;

/**
 * Returns a function that identifies the caller of a request.
 *
 * @throws TypeError when the token is missing or short: public access must be requested with `none`.
 */
export function createAuthenticate(access: Access): (context: Context) => string {
  if (access.kind === "none") return () => "anybody";
  if (access.kind === "oidc") {
    return (context) => {
      const caller = access.callerOf(context.env);
      if (caller === undefined || caller === "") throw unauthorized("log in again");
      return caller;
    };
  }
  if (typeof access.token !== "string" || access.token.length < LEAST_TOKEN_LENGTH) {
    throw new TypeError(
      `the token must have at least ${LEAST_TOKEN_LENGTH} characters: leave it out to get a random one`,
    );
  }
  const expected = digest(access.token);
  return (context) => {
    const given = /^Bearer ([^\s]+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    // Digests have equal lengths, so the comparison does not leak the length.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return "token";
    throw unauthorized("open the address that was printed at startup, with the part after #");
  };
}

function unauthorized(hint: string): Problem {
  return new Problem("unauthorized", "The request has no valid token.", {
    hint,
    headers: { "www-authenticate": "Bearer" },
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
