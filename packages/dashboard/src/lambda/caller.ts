import type { OidcSettings } from "../api/answers.js";

/** What API Gateway's JWT authorizer hands over of a token that it found valid. */
interface AuthorizedEnvironment {
  requestContext?: { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
}

/**
 * Whom the authorizer in front of the function let in. It has checked signature, expiry, issuer and audience; they are
 * compared here once more, so that a route which was left open by mistake, or an address that only looks like another one,
 * lets nobody in.
 */
export function callerOf(
  environment: unknown,
  { issuer, clientId }: Pick<OidcSettings, "issuer" | "clientId">,
): string | undefined {
  const { requestContext } = (environment ?? {}) as AuthorizedEnvironment;
  const claims = requestContext?.authorizer?.jwt?.claims;
  if (!claims) return undefined;
  const { iss, aud, client_id: client, token_use: use, sub } = claims;
  if (iss !== issuer || typeof sub !== "string" || sub === "") return undefined;
  // Cognito's tokens of identity are for the page, and not for asking.
  if (use !== undefined && use !== "access") return undefined;
  return client === clientId || audiences(aud).includes(clientId) ? sub : undefined;
}

/** API Gateway writes a list as `[a b]`. */
function audiences(aud: unknown): string[] {
  return typeof aud === "string" ? aud.replace(/^\[|\]$/g, "").split(/[\s,]+/) : [];
}
