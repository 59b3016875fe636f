import type { ClientRequest, ClientRequestArgs, IncomingHttpHeaders } from "node:http";

/** An invocation, as Lambda announces it to an extension. */
export interface InvokeEvent {
  requestId: string;
  /** In ms since 1970. */
  deadlineMs: number;
}

/** An extension that Lambda has accepted. */
export interface RegisteredExtension {
  /** Says that the extension has nothing left to do, and resolves with the next invocation. */
  next(): Promise<InvokeEvent>;
  /** Calls back when the response of an invocation has left this process. */
  onResponse(callback: (requestId: string) => void): void;
}

/** Where the runtime posts what a handler returned or threw. */
const RESPONSE_PATH = /\/runtime\/invocation\/([^/]+)\/(?:response|error)$/;

/** Lambda answers a registration in about a millisecond; a slow answer must not delay the function's start. */
const REGISTRATION_MS = 1_000;
const NAME = "service-events";

/**
 * Registers an extension that lives in this process.
 *
 * @param runtimeApi host and port, as `AWS_LAMBDA_RUNTIME_API` has them
 * @throws Error with the reason if Lambda refuses, or does not answer within a second.
 */
export async function register(runtimeApi: string): Promise<RegisteredExtension> {
  const call = createCaller(runtimeApi);
  const { headers } = await call(
    {
      method: "POST",
      path: "/2020-01-01/extension/register",
      headers: { "Lambda-Extension-Name": NAME, "Content-Type": "application/json" },
      timeout: REGISTRATION_MS,
    },
    // SHUTDOWN is not for extensions that live in the function's process: those get a SIGTERM.
    JSON.stringify({ events: ["INVOKE"] }),
  );
  const identifier = headers["lambda-extension-identifier"];
  if (typeof identifier !== "string") throw new Error("Lambda gave the extension no identifier");

  return {
    async next() {
      const { body } = await call({
        method: "GET",
        path: "/2020-01-01/extension/event/next",
        headers: { "Lambda-Extension-Identifier": identifier },
      });
      return JSON.parse(body) as InvokeEvent;
    },
    onResponse(callback) {
      // Lambda does not announce this. The runtime's client posts with Node's HTTP client, which publishes diagnostics.
      const { subscribe } = process.getBuiltinModule("node:diagnostics_channel");
      subscribe("http.client.response.finish", (message) => {
        const { path } = (message as { request: ClientRequest }).request;
        const requestId = RESPONSE_PATH.exec(path)?.[1];
        if (requestId !== undefined) callback(requestId);
      });
    },
  };
}

interface Answer {
  headers: IncomingHttpHeaders;
  body: string;
}

function createCaller(runtimeApi: string) {
  // Loaded only if needed. Not `fetch`: it loads all of undici and times out after five minutes.
  const http = process.getBuiltinModule("node:http");
  // A separate connection: a pending `next` must not block other requests.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(`http://${runtimeApi}`);

  return function call(options: ClientRequestArgs, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = http.request({ ...options, hostname, port, agent }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          if (response.statusCode === 200) resolve({ headers: response.headers, body: text });
          else reject(new Error(`Lambda answered ${response.statusCode} ${text.slice(0, 300)}`));
        });
      });
      // A waiting extension must not keep an otherwise idle process alive.
      if (options.timeout === undefined) request.on("socket", (socket) => socket.unref());
      request.on("timeout", () => {
        request.destroy(new Error(`no answer within ${options.timeout} ms`));
      });
      request.on("error", reject);
      request.end(body);
    });
  };
}
