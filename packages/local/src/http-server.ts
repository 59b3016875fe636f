import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LocalError, messageOf } from "./errors.js";

/** A server of this machine; it listens on 127.0.0.1 only. */
export interface HttpServer {
  url: string;
  port: number;
  /** Ends open connections and stops listening. */
  stop(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * @param port 0 takes a free one
 * @throws LocalError when the port is in use or not allowed
 */
export async function listen(server: Server, port: number): Promise<HttpServer> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts a server whose handler may fail: the failure is answered with status 500 and goes no further. */
export function listenWith(
  handler: (
    ...exchange: Parameters<NonNullable<Parameters<typeof createServer>[1]>>
  ) => Promise<void>,
  port: number,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      sendJson(response, 500, { message: messageOf(error) });
    });
  });
  return listen(server, port);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new LocalError(`port ${port} is in use: stop what uses it, or choose another port`, 1, {
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new LocalError(`port ${port} may not be used by this user: choose one above 1023`, 1, {
      cause: error,
    });
  }
  return error;
}
