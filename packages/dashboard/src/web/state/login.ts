import type { OidcSettings } from "../../api/answers.js";
import { forget, keep, recall } from "./tab.js";

/** Kept during the redirect to the provider; worthless on its own. */
interface Pending {
  state: string;
  verifier: string;
  /** Where the reader was. */
  address: string;
}

const KEY = "login";
/** Remembers that the tab was logged in, so a reload logs in again by itself. */
export const LOGGED_IN = "logged-in";
/** The path of the redirect URI. */
const CALLBACK_PATH = "/callback";

/** Redirects to the provider (authorization code with PKCE). */
export async function beginLogin(oidc: OidcSettings): Promise<void> {
  const pending: Pending = {
    state: randomText(),
    verifier: randomText(),
    address: location.pathname + location.search,
  };
  keep(KEY, JSON.stringify(pending));
  const url = new URL(oidc.authorizationEndpoint);
  const params = {
    response_type: "code",
    client_id: oidc.clientId,
    redirect_uri: redirectUri(),
    scope: oidc.scopes.join(" "),
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  location.assign(url);
}

/** Whether this is the redirect back from the provider. */
export function isCallback(): boolean {
  return location.pathname === CALLBACK_PATH;
}

/**
 * Exchanges the code in the address for an access token, and restores the address from before the login.
 *
 * @throws Error that explains why the login failed.
 */
export async function finishLogin(oidc: OidcSettings): Promise<string> {
  const answer = new URLSearchParams(location.search);
  const pending = takePending();
  history.replaceState(null, "", pending?.address ?? "/");
  const refusal = answer.get("error_description") ?? answer.get("error");
  if (refusal) throw new Error(`the login was refused: ${refusal}`);
  const code = answer.get("code");
  if (!pending || !code || answer.get("state") !== pending.state) {
    throw new Error("this answer belongs to no login that was begun in this tab");
  }
  const response = await fetch(oidc.tokenEndpoint, {
    method: "POST",
    credentials: "omit",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: oidc.clientId,
      redirect_uri: redirectUri(),
      code,
      code_verifier: pending.verifier,
    }),
  });
  const body: unknown = await response.json().catch(() => undefined);
  const token = (body as { access_token?: unknown } | undefined)?.access_token;
  if (!response.ok || typeof token !== "string") {
    throw new Error(`the provider gave no token (${response.status})`);
  }
  return token;
}

/** Logs out, at the provider as well if it has a logout endpoint. */
export function logout(oidc: OidcSettings): void {
  forget(LOGGED_IN);
  if (!oidc.logoutEndpoint) {
    location.assign("/");
    return;
  }
  const url = new URL(oidc.logoutEndpoint);
  url.searchParams.set("client_id", oidc.clientId);
  url.searchParams.set("logout_uri", `${location.origin}/`);
  location.assign(url);
}

function redirectUri(): string {
  return location.origin + CALLBACK_PATH;
}

function takePending(): Pending | undefined {
  const text = recall(KEY);
  forget(KEY);
  if (!text) return undefined;
  const pending = JSON.parse(text) as Pending;
  // A path that begins with two slashes would be another site.
  const isOwnPath = /^\/(?![/\\])/.test(pending.address);
  return isOwnPath ? pending : { ...pending, address: "/" };
}

function randomText(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return toBase64Url(new Uint8Array(digest));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
