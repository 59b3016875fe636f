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
 * Posts a request and reads the answer, up to the size limit.
 *
 * @throws when the connection fails, the answer is cut short, or the signal aborts.
 */
export type Post = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Requests over connections that are kept alive. */
export interface PostClient {
  readonly post: Post;
  /**
   * Opens a connection for the first post, which waits for it: a `GET` of the endpoint's path, whatever it answers.
   * Best effort, for at most half a second.
   */
  preconnect(endpoint: Endpoint): void;
}

/** A connection takes a fraction of this; if it takes longer, the first post reports the problem. */
const PRECONNECT_MS = 500;

/**
 * How much of an answer is read, in bytes. Services return at most what they were sent, such as unprocessed items; a
 * longer answer is not the service's, and would fill the memory.
 */
export function answerBytes(requestBytes: number): number {
  return 64 * 1024 + 2 * requestBytes;
}

/** `latin1` maps each byte to one character, so a binary answer survives as a string. */
export type Charset = "utf8" | "latin1";

/** The host header and the signature have the port only if it is not the protocol's default. */
export function hostOf({ protocol, hostname, port }: Endpoint): string {
  const own = protocol === "https:" ? 443 : 80;
  return port === undefined || port === own ? hostname : `${hostname}:${port}`;
}

/** Creates a client on Node's HTTP client. `charset` decodes answers. */
export function createPostClient(charset: Charset = "utf8"): PostClient {
  let node: NodeClient | undefined;
  let connecting: Promise<unknown> | undefined;

  function send(method: string, request: HttpRequest, signal: AbortSignal) {
    node ??= loadClient(request.endpoint.protocol);
    return exchange(node, method, request, charset, signal);
  }

  return {
    async post(request, signal) {
      await connecting;
      signal.throwIfAborted();
      const first = await send("POST", request, signal);
      if (first !== STALE) return first;
      // The connection was closed while idle, such as during a freeze; the others may be dead too.
      for (const socket of Object.values(node?.agent.freeSockets ?? {}).flat()) socket?.destroy();
      const second = await send("POST", request, signal);
      if (second === STALE) throw new Error("the connection was closed twice before an answer");
      return second;
    },

    preconnect(endpoint) {
      const signal = AbortSignal.timeout(PRECONNECT_MS);
      connecting = send("GET", { endpoint, headers: {}, body: "" }, signal).catch(() => {});
    },
  };
}

type NodeClient = ReturnType<typeof loadClient>;

/**
 * Loads only the protocol in use, when the first batch is sent. Not by `import`: that reads every export of the module,
 * one of which loads all of undici on Node.js 24 and takes longer than the rest of a start.
 */
function loadClient(protocol: Endpoint["protocol"]) {
  const name = protocol === "https:" ? "node:https" : "node:http";
  const client = process.getBuiltinModule(name);
  return { client, agent: new client.Agent({ keepAlive: true }) };
}

const STALE = Symbol("a connection that the server had closed");

function exchange(
  { client, agent }: NodeClient,
  method: string,
  { endpoint, headers, body }: HttpRequest,
  charset: Charset,
  signal: AbortSignal,
): Promise<HttpAnswer | typeof STALE> {
  const length = Buffer.byteLength(body);
  return new Promise((resolve, reject) => {
    const request: ClientRequest = client.request({
      agent,
      method,
      protocol: endpoint.protocol,
      // A URL has an IPv6 address in brackets, a socket without.
      hostname: endpoint.hostname.replace(/^\[|\]$/g, ""),
      port: endpoint.port,
      path: endpoint.path,
      headers: { ...headers, "content-length": length },
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const closed = error.code === "ECONNRESET" || error.code === "EPIPE";
      if (closed && request.reusedSocket) resolve(STALE);
      else reject(error);
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let room = answerBytes(length);
      const answer = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers satisfies IncomingHttpHeaders,
          body: Buffer.concat(chunks).toString(charset),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        room -= chunk.length;
        if (room > 0) return;
        answer();
        request.destroy();
      });
      response.on("error", reject);
      response.on("end", answer);
    });
    // By hand: the option `signal` of `request` takes a quarter of the total time.
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener("abort", abort);
    request.on("close", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    request.end(body);
  });
}
