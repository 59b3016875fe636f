import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/** One request, unpacked. */
export interface ReceivedRequest {
  headers: IncomingHttpHeaders;
  body: string;
  /** The ids of the events in it. */
  sks: string[];
}

/** The response; by default 200 with an empty object. */
export type Answer =
  | { status?: number; body?: object; headers?: Record<string, string> }
  | undefined;

/** A server that accepts the requests of any sink, and finds the event ids in them. */
export interface Receiver {
  url: string;
  requests: ReceivedRequest[];
  /** The ids of all events that it accepted, in order of arrival. */
  received: string[];
  /** Resolves when it has received so many. */
  hasReceived(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Ids look the same in JSON, in JSON within JSON, and in protobuf. */
const SK = /\d{4}-\d\d-\d\dT[\d:.]{15}Z#[A-Z_]+#\d+sample/g;

export async function startReceiver(
  answer: (request: ReceivedRequest) => Answer,
): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const received: string[] = [];
  const waiting = new Set<() => void>();

  const server = createServer(async (message, response) => {
    const bytes = await buffer(message);
    const isGzip = message.headers["content-encoding"] === "gzip";
    const body = (isGzip ? gunzipSync(bytes) : bytes).toString("latin1");
    const request = { headers: message.headers, body, sks: [...new Set(textOf(body).match(SK))] };
    requests.push(request);
    const { status = 200, body: said = {}, headers = {} } = answer(request) ?? {};
    if (status < 300) received.push(...request.sks);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(said));
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    received,
    hasReceived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Firehose records are Base64. */
function textOf(body: string): string {
  return body.replace(/"Data":"([^"]+)"/g, (_, data: string) =>
    Buffer.from(data, "base64").toString(),
  );
}
