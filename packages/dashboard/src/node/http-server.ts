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
 * Makes Node's HTTP server for an app. What Node would answer by itself without asking the app is a problem in JSON with
 * the headers of every other answer: a request that cannot be parsed, is too large, too slow or expects something.
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
    // A missing Host is answered by the listener below, which says why.
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
      hint: "leave the Expect header out",
    });
    void send(problemResponse(problem), response);
  });
  return server;
}

/** Lets an app answer a server's requests. */
export function serve(server: Server, fetch: Parameters<typeof getRequestListener>[0]): void {
  const listener = getRequestListener(fetch, {
    // Otherwise it replaces the globals of the whole process.
    overrideGlobalObjects: false,
    // The app answers its own errors, so what fails here is the request: its address or its host.
    errorHandler: () => withSecurityHeaders(problemResponse(invalidAddress())),
  });
  server.on("request", listener);
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new Problem("headers", `Headers may have ${MAX_HEADER_BYTES} bytes.`, {
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

/** Node keeps the response that a socket is busy with under this name, and asks it the same question. */
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

/** A response as it stands on the wire, for a socket that has no request. */
async function printResponse(response: Response): Promise<string> {
  const { status, headers, body } = await closing(response);
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}

/** What is sent of a response that closes its connection. */
async function closing(response: Response) {
  const { status, headers } = withSecurityHeaders(response);
  const body = await response.text();
  headers.set("connection", "close");
  headers.set("content-length", String(Buffer.byteLength(body)));
  return { status, headers, body };
}
