import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { Mood, SinkHarness } from "@service-events/testing/sink-contract";

/** A server's answer. */
export interface Reply {
  readonly status: number;
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** A request that the server received. */
export interface PlaceRequest {
  readonly headers: IncomingHttpHeaders;
  /** As it came, perhaps compressed. */
  readonly wire: Buffer;
  readonly body: Buffer;
}

/** An HTTP endpoint as its documentation has it. */
export interface Endpoint {
  readonly path: string;
  /** What is wrong with a request whatever it holds, such as a wrong key. */
  refusalOf(request: PlaceRequest): Reply | undefined;
  /** Does what a request asks, within the documented limits. */
  perform(request: PlaceRequest): Reply;
  readonly busy: Reply;
  readonly refuses: Reply;
}

/** How a request begins. */
export type Asked = Pick<IncomingMessage, "url" | "headers">;

/** An endpoint on this machine. */
export interface HttpPlace {
  readonly url: string;
  readonly requests: readonly PlaceRequest[];
  /** The path and query of every request, also of those to a path that is not the endpoint's. */
  readonly paths: readonly string[];
  /** Answers in turn, before the moods are asked. */
  answerNext(...replies: readonly Reply[]): void;
  /** Answers every request from now on, to whatever path. */
  answerAnyWith(reply: (asked: Asked) => Reply): void;
  behave: SinkHarness["behave"];
  stop(): Promise<void>;
}

const SLOW_MS = 20;

/** Starts an endpoint that takes POST, as it is and with gzip. None of them takes part of a batch and asks for the rest. */
export async function startHttpPlace(endpoint: Endpoint): Promise<HttpPlace> {
  const requests: PlaceRequest[] = [];
  const paths: string[] = [];
  const replies: Reply[] = [];
  let mood: () => Mood = () => "ok";
  let toAny: ((asked: Asked) => Reply) | undefined;

  async function answer(message: IncomingMessage): Promise<Reply | undefined> {
    paths.push(message.url ?? "");
    if (toAny) return toAny(message);
    if (message.method !== "POST" || message.url !== endpoint.path) return { status: 404 };
    const request = await read(message);
    if (request === undefined) return { status: 415, body: "unknown content-encoding" };
    requests.push(request);
    const now = mood();
    const next = replies.shift() ?? endpoint.refusalOf(request);
    if (next !== undefined) return next;
    if (now === "silent") return undefined;
    if (now === "slow") await sleep(SLOW_MS);
    if (now === "busy" || now === "partly-busy") return endpoint.busy;
    return now === "refuses" ? endpoint.refuses : endpoint.perform(request);
  }

  const server = createServer((message, response) => {
    void answer(message).then((reply) => {
      if (reply === undefined) return;
      response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${endpoint.path}`,
    requests,
    paths,
    answerNext: (...next) => void replies.push(...next),
    answerAnyWith(reply) {
      toAny = reply;
    },
    behave(next) {
      mood = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(message: IncomingMessage): Promise<PlaceRequest | undefined> {
  const wire = await buffer(message);
  const { headers } = message;
  if (headers["content-encoding"] === undefined) return { headers, wire, body: wire };
  if (headers["content-encoding"] !== "gzip") return undefined;
  return { headers, wire, body: gunzipSync(wire) };
}
