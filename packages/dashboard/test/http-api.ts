import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { verifyWithJwks } from "hono/jwt";
import type { OpenIdProvider } from "./openid-provider.js";

/** An event of payload format 2.0, as far as the dashboard reads it. */
export type HttpApiEvent = Record<string, unknown>;

/** What a function answers it with. */
export interface HttpApiResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/** An HTTP API in front of a function, with the routes and the authorizer that `EventLogDashboard` makes. */
export interface HttpApi {
  url: string;
  stop(): Promise<void>;
}

/** Whom a token names, or nobody: the rules of API Gateway's JWT authorizer. */
async function authorize(
  header: string | undefined,
  { issuer, clientId, jwks }: Pick<OpenIdProvider, "issuer" | "clientId" | "jwks">,
): Promise<Record<string, string> | undefined> {
  const token = header?.replace(/^Bearer /i, "");
  if (!token) return undefined;
  try {
    const claims = await verifyWithJwks(token, {
      keys: jwks as never,
      // API Gateway supports algorithms of RSA alone.
      allowedAlgorithms: ["RS256"],
      verification: { iss: issuer },
    });
    // The audience, or for tokens without one, the client.
    const audience = claims.aud ?? claims.client_id;
    if (![audience].flat().includes(clientId)) return undefined;
    if (typeof claims.exp !== "number") return undefined;
    return Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [
        name,
        Array.isArray(value) ? `[${value.join(" ")}]` : String(value),
      ]),
    );
  } catch {
    return undefined;
  }
}

/** Serves a function as API Gateway does. */
export async function startHttpApi(
  invoke: (event: HttpApiEvent) => Promise<HttpApiResult>,
  provider: OpenIdProvider,
): Promise<HttpApi> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://api");
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (!isReading) return void response.writeHead(404).end('{"message":"Not Found"}');
    // The route is chosen by the path as it was sent.
    const isGuarded = pathname.startsWith("/api/") && pathname !== "/api/settings";
    const claims = isGuarded ? await authorize(request.headers.authorization, provider) : undefined;
    if (isGuarded && !claims) {
      return void response.writeHead(401).end('{"message":"Unauthorized"}');
    }
    const result = await invoke(httpApiEvent(request, claims));
    response.writeHead(result.statusCode, result.headers);
    if (request.method === "HEAD") return void response.end();
    response.end(Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8"));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function httpApiEvent(
  { url = "/", method = "GET", headers }: IncomingMessage,
  claims: Record<string, string> | undefined,
): HttpApiEvent {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  return createEvent({
    path: unescaped(path),
    query: at < 0 ? "" : url.slice(at + 1),
    method,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(",")]),
    ),
    ...(claims && { claims }),
  });
}

/** An event of a request. */
export function createEvent({
  path,
  query = "",
  method = "GET",
  headers = {},
  claims,
}: {
  path: string;
  query?: string;
  method?: string;
  headers?: Record<string, string>;
  claims?: Record<string, string>;
}): HttpApiEvent {
  const host = headers.host ?? "abc123.execute-api.us-east-1.amazonaws.com";
  return {
    version: "2.0",
    routeKey: "GET /{proxy+}",
    rawPath: path,
    rawQueryString: query,
    headers: { host, ...headers },
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName: host,
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: randomUUID(),
      stage: "$default",
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
    isBase64Encoded: false,
  };
}

/** API Gateway hands paths over unescaped. */
function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
