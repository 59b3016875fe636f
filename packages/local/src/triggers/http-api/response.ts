import type { InvocationResult } from "../../functions/invocation.js";
import { TIMED_OUT } from "../../functions/runtime-errors.js";

/** A response to the client. */
export interface HttpAnswer {
  status: number;
  /** Pairs, as `set-cookie` may repeat. */
  headers: [string, string][];
  body: Buffer;
}

interface ProxyResponse {
  statusCode?: unknown;
  headers?: Record<string, unknown>;
  cookies?: unknown;
  body?: unknown;
  isBase64Encoded?: unknown;
}

const JSON_TYPE: [string, string] = ["content-type", "application/json"];

/** The response to a client, from the result of a function in payload format 2.0. */
export function httpApiAnswer(result: InvocationResult): HttpAnswer {
  if (!result.ok) {
    const isTimeout = result.error.errorType === TIMED_OUT;
    return isTimeout
      ? messageAnswer(503, "Service Unavailable")
      : messageAnswer(500, "Internal Server Error");
  }
  const response = result.value as ProxyResponse | null;
  const isProxyResponse =
    typeof response === "object" && response !== null && "statusCode" in response;
  return isProxyResponse ? proxyAnswer(response) : inferredAnswer(result.value);
}

/** A response of API Gateway itself. */
export function messageAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: [JSON_TYPE], body: Buffer.from(JSON.stringify({ message })) };
}

/** A result without `statusCode` is the body, as JSON. */
function inferredAnswer(value: unknown): HttpAnswer {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return { status: 200, headers: [JSON_TYPE], body: Buffer.from(text) };
}

function proxyAnswer(response: ProxyResponse): HttpAnswer {
  const status = Number(response.statusCode);
  const body = response.body ?? "";
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== "string") {
    return messageAnswer(500, "Internal Server Error");
  }
  const headers = Object.entries(response.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ]);
  if (!headers.some(([name]) => name === "content-type")) {
    headers.push(["content-type", "text/plain;charset=UTF-8"]);
  }
  const cookies = Array.isArray(response.cookies) ? response.cookies : [];
  for (const cookie of cookies) headers.push(["set-cookie", String(cookie)]);
  return {
    status,
    headers,
    body: Buffer.from(body, response.isBase64Encoded === true ? "base64" : "utf8"),
  };
}
