import type { OidcSettings } from "../api/answers.js";

/** The part of the event in which API Gateway's JWT authorizer passes the claims. */
interface AuthorizedEnvironment {
  requestContext?: { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
}

/**
 * The user that API Gateway's authorizer has let in. It verified signature, expiry, issuer and audience. Issuer and
 * client are checked again, so that a route without an authorizer or an unusual spelling of a path
 * does not bypass it.
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
  // Cognito's id tokens are not for APIs.
  if (use !== undefined && use !== "access") return undefined;
  return client === clientId || audiences(aud).includes(clientId) ? sub : undefined;
}

/** API Gateway writes a list as `[a b]`. */
function audiences(aud: unknown): string[] {
  return typeof aud === "string" ? aud.replace(/^\[|\]$/g, "").split(/[\s,]+/) : [];
}
