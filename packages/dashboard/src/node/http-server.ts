import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { invalidAddress } from "../api/guards.js";
import { SECURITY_HEADERS } from "../api/headers.js";
import { Problem, problemResponse } from "../api/problem.js";

const MAX_HEADER_BYTES = 32 * 1024;

/** How long a connection may take to send a request, in ms. */
export interface HttpTimeouts {
  /** Until its headers are there. Default: 10,000. */
  headers?: number;
  /** Until all of it is there. Default: 20,000. */
  request?: number;
  /** How often both are checked. Default: 1,000. */
  checkInterval?: number;
}

/**
 * Creates a Node HTTP server whose own error responses are problems, too, with the usual headers: for requests that cannot
 * be parsed, are too large or too slow, or have an Expect header.
 */
export function createHttpServer({
  headers = 10_000,
  request = 20_000,
  checkInterval = 1_000,
}: HttpTimeouts = {}): Server {
  const options: ServerOptions = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: checkInterval,
    // Otherwise Node answers a missing Host by itself, without a body.
    requireHostHeader: false,
  };
  const server = createServer(options);
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable || hasStartedToAnswer(socket)) {
      socket.destroy();
      return;
    }
    void printResponse(problemResponse(problemOf(error))).then((text) => socket.end(text));
  });
  server.on("checkExpectation", (_: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem("expectation", "No expectation is supported.", {
      hint: "remove the Expect header",
    });
    void send(problemResponse(problem), response);
  });
  return server;
}

/** Serves an app. */
export function serve(server: Server, fetch: Parameters<typeof getRequestListener>[0]): void {
  const listener = getRequestListener(fetch, {
    // Otherwise the listener replaces global Request and Response.
    overrideGlobalObjects: false,
    // The app handles its own errors, so only requests with an invalid URL or Host end here.
    errorHandler: () => withSecurityHeaders(problemResponse(invalidAddress())),
  });
  server.on("request", listener);
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new Problem("headers", `The headers are larger than ${MAX_HEADER_BYTES} bytes.`, {
      hint: "shorten the query, or delete cookies of this host",
    });
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new Problem("slow-request", "The request did not arrive in time.", {
      hint: "send it again",
    });
  }
  return new Problem("request", "The request is not valid HTTP.", { hint: "use HTTP/1.1" });
}

/** Node checks the same internal property before it writes an error response. */
function hasStartedToAnswer(socket: Duplex): boolean {
  const { _httpMessage: message } = socket as { _httpMessage?: ServerResponse };
  return message?.headersSent ?? false;
}

function withSecurityHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body } = await closing(response);
  outgoing.writeHead(status, Object.fromEntries(headers)).end(body);
}

/** Serializes a response for a socket that has no ServerResponse. */
async function printResponse(response: Response): Promise<string> {
  const { status, headers, body } = await closing(response);
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}

/** Reads a response, and adds the headers that close the connection. */
async function closing(response: Response) {
  const { status, headers } = withSecurityHeaders(response);
  const body = await response.text();
  headers.set("connection", "close");
  headers.set("content-length", String(Buffer.byteLength(body)));
  return { status, headers, body };
}
