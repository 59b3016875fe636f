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
 * Posts a request and reads the answer to its end, or as far as a service has anything to say.
 *
 * @throws when the connection fails, the answer is cut short, or the signal aborts.
 */
export type Post = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Requests over connections that are kept alive. */
export interface PostClient {
  readonly post: Post;
  /**
   * Opens a connection for the first post, which waits for it: a `GET` of the endpoint's path, whatever it answers.
   * Best effort, and given up after half a second.
   */
  preconnect(endpoint: Endpoint): void;
}

/** A connection takes a fraction of it; what takes longer is left to the first post, which says what is wrong. */
const PRECONNECT_MS = 500;

/**
 * How much is read of an answer, in bytes. Services repeat no more than what they were sent, such as what they left undone;
 * an answer that goes on is not the service's, and would fill the memory.
 */
export function answerBytes(requestBytes: number): number {
  return 64 * 1024 + 2 * requestBytes;
}

/** `latin1` makes one character of each byte: a text of it loses nothing of an answer that is binary. */
export type Charset = "utf8" | "latin1";

/** Host header and signature name the port only where it is not the protocol's own. */
export function hostOf({ protocol, hostname, port }: Endpoint): string {
  const own = protocol === "https:" ? 443 : 80;
  return port === undefined || port === own ? hostname : `${hostname}:${port}`;
}

/** Creates a client over Node's own. `charset` is how the bytes of an answer become text. */
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
      // The connection was closed while nobody looked, such as in a freeze; the others may be as dead.
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
 * Loads only the protocol that is spoken, and only when the first batch is sent. Not by `import`: that reads every
 * export of the module, and one of Node.js 24's loads all of undici, which takes longer than all the rest of a start.
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
    // By hand: the option `signal` of `request` takes a quarter of the time of all of it.
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener("abort", abort);
    request.on("close", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    request.end(body);
  });
}
