import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { OidcSettings } from "./answers.js";
import { Problem } from "./problem.js";

/**
 * Who may ask.
 *
 * - `token`: whoever sends this secret as `Authorization: Bearer`; for a dashboard on one's own machine.
 * - `oidc`: whoever has logged in at an OpenID provider. What stands in front of the API checks the token; `callerOf` says
 *   whom it found, from what the platform hands over beside the request.
 * - `none`: everybody; for tests and behind a proxy that lets in only who may read.
 */
export type Access =
  | { kind: "token"; token: string }
  | { kind: "oidc"; settings: OidcSettings; callerOf(environment: unknown): string | undefined }
  | { kind: "none" };

/** Shorter secrets can be guessed. */
const LEAST_TOKEN_LENGTH = 16;

/**
 * Makes of {@link Access} what names the caller of a request.
 *
 * @throws TypeError when the secret is missing or short: a dashboard that everybody may read must be asked for by name.
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
    // Digests are equally long, so the comparison tells nothing of the length either.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return "token";
    throw unauthorized("open the address that was printed at the start, with what stands behind #");
  };
}

function unauthorized(hint: string): Problem {
  return new Problem("unauthorized", "No valid token came with the request.", {
    hint,
    headers: { "www-authenticate": "Bearer" },
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
