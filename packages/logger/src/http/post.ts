import type { ClientRequest, IncomingHttpHeaders } from "node:http";

/** Where a service listens. */
export interface Endpoint {
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  readonly port?: number;
  /** Begins with a slash; a query may follow. */
  readonly path: string;
}

export interface HttpRequest {
  readonly endpoint: Endpoint;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/**
 * Posts a request and reads the answer to its end.
 *
 * @throws when the connection fails, the answer is cut short, or the signal aborts.
 */
export type Post = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** `latin1` makes one character of each byte: a text of it loses nothing of an answer that is binary. */
export type Charset = "utf8" | "latin1";

/** Host header and signature name the port only where it is not the protocol's own. */
export function hostOf({ protocol, hostname, port }: Endpoint): string {
  const own = protocol === "https:" ? 443 : 80;
  return port === undefined || port === own ? hostname : `${hostname}:${port}`;
}

/**
 * Creates a `post` over Node's own client, with connections that are kept alive. `charset` is how the bytes of an
 * answer become text.
 */
export function createPost(charset: Charset = "utf8"): Post {
  let node: NodeClient | undefined;

  return async function post(request, signal) {
    node ??= loadClient(request.endpoint.protocol);
    const { client, agent } = node;
    const first = await send(client, agent, request, charset, signal);
    if (first !== STALE) return first;
    // The connection was closed while nobody looked, such as in a freeze; the others may be as dead.
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
    const second = await send(client, agent, request, charset, signal);
    if (second === STALE) throw new Error("the connection was closed twice before an answer");
    return second;
  };
}

type NodeClient = ReturnType<typeof loadClient>;

/**
 * Loads only the protocol that is spoken, and only when the first batch is sent. Not by `import`: that reads every
 * export of the module, and one of Node.js 24's loads all of undici, which takes longer than all the rest of a start.
 */
function loadClient(protocol: Endpoint["protocol"]) {
  const client =
    protocol === "https:"
      ? process.getBuiltinModule("node:https")
      : process.getBuiltinModule("node:http");
  return { client, agent: new client.Agent({ keepAlive: true }) };
}

const STALE = Symbol("a connection that the server had closed");

function send(
  client: NodeClient["client"],
  agent: NodeClient["agent"],
  { endpoint, headers, body }: HttpRequest,
  charset: Charset,
  signal: AbortSignal,
): Promise<HttpAnswer | typeof STALE> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = client.request({
      agent,
      method: "POST",
      protocol: endpoint.protocol,
      // A URL has an IPv6 address in brackets, a socket without.
      hostname: endpoint.hostname.replace(/^\[|\]$/g, ""),
      port: endpoint.port,
      path: endpoint.path,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const closed = error.code === "ECONNRESET" || error.code === "EPIPE";
      if (closed && request.reusedSocket) resolve(STALE);
      else reject(error);
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers satisfies IncomingHttpHeaders,
          body: Buffer.concat(chunks).toString(charset),
        }),
      );
    });
    // By hand: the option `signal` of `request` takes a quarter of the time of all of it.
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener("abort", abort);
    request.on("close", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    request.end(body);
  });
}
