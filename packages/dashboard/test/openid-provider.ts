import { createHash, generateKeyPairSync, type JsonWebKey, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { html } from "hono/html";
import { sign } from "hono/jwt";

/** An OpenID provider on this machine: authorization code with PKCE, and tokens that are really signed. */
export interface OpenIdProvider {
  issuer: string;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  logoutEndpoint: string;
  /** What verifies its tokens. */
  jwks: JsonWebKey[];
  /** An access token as the provider gives out, with other claims where they are given. */
  accessToken(claims?: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
}

/** What is remembered of an authorization until its code is spent. */
interface Grant {
  redirectUri: string;
  challenge: string;
  user: string;
}

const CLIENT_ID = "dashboard-client";
const KEY_ID = "key-1";
const TOKEN_SECONDS = 900;

/** Starts a provider in which everybody may log in under any name, in the browser through one form. */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const about = { kid: KEY_ID, alg: "RS256", use: "sig" };
  const jwks = [{ ...publicKey.export({ format: "jwk" }), ...about }];
  const signingKey = { ...privateKey.export({ format: "jwk" }), ...about };
  const grants = new Map<string, Grant>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoints = {
    issuer,
    authorizationEndpoint: `${issuer}/oauth2/authorize`,
    tokenEndpoint: `${issuer}/oauth2/token`,
    logoutEndpoint: `${issuer}/logout`,
  };

  /** The claims of Cognito's access tokens, which name the client instead of an audience. */
  function accessToken(claims: Record<string, unknown> = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const payload = {
      iss: issuer,
      sub: "ada",
      client_id: CLIENT_ID,
      token_use: "access",
      scope: "openid",
      iat: now,
      exp: now + TOKEN_SECONDS,
      jti: randomUUID(),
      ...claims,
    };
    return sign(payload, signingKey as never, "RS256");
  }

  const app = new Hono();
  app.get("/.well-known/openid-configuration", (c) =>
    c.json({
      issuer,
      authorization_endpoint: endpoints.authorizationEndpoint,
      token_endpoint: endpoints.tokenEndpoint,
      end_session_endpoint: endpoints.logoutEndpoint,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["RS256"],
    }),
  );
  app.get("/.well-known/jwks.json", (c) => c.json({ keys: jwks }));
  app.get("/oauth2/authorize", (c) => {
    const asked = c.req.query();
    const isCodeWithPkce =
      asked.response_type === "code" &&
      asked.client_id === CLIENT_ID &&
      asked.code_challenge_method === "S256" &&
      Boolean(asked.code_challenge && asked.redirect_uri && asked.state);
    if (!isCodeWithPkce) return c.text("only authorization code with PKCE and a state", 400);
    return c.html(html`<!doctype html>
      <html lang="en">
        <title>Log in</title>
        <form method="get" action="/login">
          <input type="hidden" name="redirect_uri" value="${asked.redirect_uri}" />
          <input type="hidden" name="state" value="${asked.state}" />
          <input type="hidden" name="challenge" value="${asked.code_challenge}" />
          <label>User <input name="user" value="ada" /></label>
          <button>Log in</button>
        </form>
      </html>`);
  });
  app.get("/login", (c) => {
    const { redirect_uri: redirectUri = "", state = "", challenge = "", user = "" } = c.req.query();
    const code = randomUUID();
    grants.set(code, { redirectUri, challenge, user });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", state);
    return c.redirect(back.href);
  });
  app.on(["OPTIONS", "POST"], "/oauth2/token", async (c) => {
    // As Cognito does: the token goes to the page, by way of its own script.
    c.header("access-control-allow-origin", "*");
    if (c.req.method === "OPTIONS") return c.body(null, 204);
    const form = new URLSearchParams(await c.req.text());
    const grant = grants.get(form.get("code") ?? "");
    // A code is good once, whatever comes of it.
    grants.delete(form.get("code") ?? "");
    const verifier = createHash("sha256").update(form.get("code_verifier") ?? "");
    const isGranted =
      grant !== undefined &&
      form.get("grant_type") === "authorization_code" &&
      form.get("client_id") === CLIENT_ID &&
      form.get("redirect_uri") === grant.redirectUri &&
      verifier.digest("base64url") === grant.challenge;
    if (!isGranted) return c.json({ error: "invalid_grant" }, 400);
    return c.json({
      access_token: await accessToken({ sub: grant.user }),
      id_token: await accessToken({ sub: grant.user, aud: CLIENT_ID, token_use: "id" }),
      token_type: "Bearer",
      expires_in: TOKEN_SECONDS,
    });
  });
  app.get("/logout", (c) => c.redirect(c.req.query("logout_uri") ?? "/"));
  server.on("request", getRequestListener(app.fetch, { overrideGlobalObjects: false }));

  return {
    ...endpoints,
    clientId: CLIENT_ID,
    jwks,
    accessToken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
