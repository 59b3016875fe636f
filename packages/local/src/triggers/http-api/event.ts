import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RouteMatch } from "./routes.js";

/** What the event has besides the request itself. */
export interface ApiScope {
  account: string;
  apiId: string;
}

const TEXT_TYPE = /^(text\/.*|application\/(json|xml|javascript)|[^;]*\+(json|xml))\s*(;|$)/i;

/** The event of payload format 2.0 for a request. */
export function httpApiEvent(
  request: IncomingMessage,
  body: Buffer,
  match: RouteMatch<unknown>,
  scope: ApiScope,
) {
  const { path, query } = splitTarget(request.url ?? "/");
  const { cookie, ...headers } = joinedHeaders(request);
  const host = headers.host ?? "";
  const now = new Date();
  const isText = isTextBody(headers);
  return {
    version: "2.0",
    routeKey: match.route.key,
    rawPath: safeDecodePath(path),
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...headers,
      "x-forwarded-for": request.socket.remoteAddress ?? "127.0.0.1",
      "x-forwarded-port": String(request.socket.localPort),
      "x-forwarded-proto": "http",
    },
    ...(query === "" ? {} : { queryStringParameters: queryParameters(query) }),
    requestContext: {
      accountId: scope.account,
      apiId: scope.apiId,
      domainName: host,
      domainPrefix: host.split(/[.:]/)[0] ?? "",
      http: {
        method: request.method ?? "GET",
        path: safeDecodePath(path),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: "$default",
      time: accessLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Splits the target of a request line into path and query. */
export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf("?");
  if (at < 0) return { path: target, query: "" };
  return { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Headers by lower-case name. Repeated ones are joined by commas, cookies by semicolons. */
function joinedHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "cookie" ? "; " : ","),
    ]),
  );
}

function queryParameters(query: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(parameters);
}

/** API Gateway passes text as is, and everything else, including forms and bodies without a type, as base64. */
function isTextBody(headers: Readonly<Record<string, string>>): boolean {
  return headers["content-encoding"] === undefined && TEXT_TYPE.test(headers["content-type"] ?? "");
}

function safeDecodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** `24/Nov/2026:02:48:15 +0000` */
function accessLogTime(date: Date): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
