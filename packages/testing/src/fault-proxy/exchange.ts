import {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";

/** An answer of the server, or one made up by the proxy. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request between a writer and the server, in the hands of a fault. */
export interface Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The time of the proxy's clock when the request arrived, in ms since 1970. */
  readonly at: number;
  /** Aborts when the proxy stops. */
  readonly stopped: AbortSignal;
  /** Sends the request, or another one, to the server and returns its answer. */
  forward(body?: string): Promise<Answer>;
  /** Answers the writer. */
  answer(answer: Answer): void;
  /** Promises a longer body than it sends, then ends the connection. */
  answerCutShort(answer: Answer): void;
  /** Resets the connection. */
  reset(): void;
}

/** Where requests are forwarded to, and the proxy's time. */
export interface Upstream {
  readonly url: URL;
  readonly agent: Agent;
  readonly stopped: AbortSignal;
  now(): number;
}

/** Reads a request to its end and puts the means to answer it into one hand. */
export async function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { url, agent, stopped, now }: Upstream,
): Promise<Exchange> {
  const body = await readText(request);
  response.sendDate = false;

  function writeHead({ status, headers }: Answer, bytes: number): void {
    response.writeHead(status, {
      ...headers,
      date: new Date(now()).toUTCString(),
      "content-length": bytes,
    });
  }

  return {
    headers: request.headers,
    body,
    at: now(),
    stopped,
    forward: (changed = body) => passOn(url, agent, request.headers, changed),
    answer(answer) {
      writeHead(answer, Buffer.byteLength(answer.body));
      response.end(answer.body);
    },
    answerCutShort(answer) {
      writeHead(answer, Buffer.byteLength(answer.body) + 1);
      response.write(answer.body, () => response.destroy());
    },
    reset: () => request.socket.resetAndDestroy(),
  };
}

function passOn(
  url: URL,
  agent: Agent,
  headers: IncomingHttpHeaders,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(url, {
      method: "POST",
      agent,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      readText(response).then(
        (text) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: { "content-type": String(response.headers["content-type"]) },
            body: text,
          }),
        reject,
      );
    });
    request.end(body);
  });
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
