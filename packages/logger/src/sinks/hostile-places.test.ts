import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { afterEach, describe, expect, it } from "@jest/globals";
import { someRecord } from "../../test/memory-sink.js";
import type { DeliveryOptions } from "../delivery/options.js";
import type { EventWriter } from "../event-writer.js";
import { createDatadogEventWriter } from "./datadog.js";
import { createEventBridgeEventWriter } from "./eventbridge.js";
import { createFirehoseEventWriter } from "./firehose.js";
import { createNewRelicEventWriter } from "./newrelic/newrelic.js";
import { createOtlpEventWriter } from "./otlp/otlp.js";
import { createWebhookEventWriter } from "./webhook.js";

type Create = (url: string, options: DeliveryOptions) => EventWriter;

const secret = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

const http: [string, Create][] = [
  ["otlp in JSON", (url, rest) => createOtlpEventWriter({ url, encoding: "json", ...rest })],
  ["otlp in protobuf", (url, rest) => createOtlpEventWriter({ url, ...rest })],
  ["datadog", (url, rest) => createDatadogEventWriter({ url, apiKey: "key", ...rest })],
  ["newrelic", (url, rest) => createNewRelicEventWriter({ url, licenseKey: "key", ...rest })],
  ["webhook", (url, rest) => createWebhookEventWriter({ url, secret, ...rest })],
];
const aws: [string, Create][] = [
  [
    "eventbridge",
    (endpoint, rest) =>
      createEventBridgeEventWriter({
        client: new EventBridgeClient({ endpoint, region: "us-east-1", credentials }),
        ...rest,
      }),
  ],
  [
    "firehose",
    (endpoint, rest) =>
      createFirehoseEventWriter({
        streamName: "events",
        client: new FirehoseClient({ endpoint, region: "us-east-1", credentials }),
        ...rest,
      }),
  ],
];
const all = [...http, ...aws];
const intakes = http.filter(([name]) => name !== "webhook");

const PAGE = `<!DOCTYPE html>\r\n<html><body>\u001b[31m${"Sign in to go on. ".repeat(1_000)}</body></html>`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Delivers some events within half a second, and gives what became of each and why. */
async function deliver(create: Create, url: string, count = 1, more: object = {}) {
  const undelivered: string[] = [];
  const writer = create(url, {
    attemptTimeoutMs: 200,
    undelivered: (records, reason) => void undelivered.push(...records.map(() => reason)),
  });
  for (let n = 0; n < count; n++) {
    writer({ ...someRecord(n), createdAt: new Date().toISOString(), ...more });
  }
  const { delivered } = await writer.flush({ deadline: Date.now() + 500 });
  return { delivered, undelivered, retried: writer.counters.retried };
}

const answering =
  (status: number, body = "", headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

describe.each(all)("%s", (_, create) => {
  it.each([301, 302, 303, 307, 308])("follows no redirection, such as by %d", async (status) => {
    let followed = 0;
    const elsewhere = await listen((_request, response) => {
      followed++;
      response.end("{}");
    });
    const url = await listen(answering(status, "", { location: elsewhere }));

    const { undelivered } = await deliver(create, url);

    expect(undelivered).toEqual([expect.stringContaining(`HTTP ${status}`)]);
    expect(followed).toBe(0);
  });

  it("never uses an address from an event", async () => {
    let asked = 0;
    let askedElsewhere = 0;
    const elsewhere = await listen((_request, response) => {
      askedElsewhere++;
      response.end("{}");
    });
    const url = await listen((_request, response) => {
      asked++;
      response.end("{}");
    });
    const { host } = new URL(elsewhere);
    const address = { url: elsewhere, endpoint: elsewhere, host, hostname: host, site: host };

    await deliver(create, url, 1, {
      ...address,
      origin: elsewhere,
      event: elsewhere,
      userId: elsewhere,
      correlationId: elsewhere,
      description: elsewhere,
      payload: { ...address, headers: { host, location: elsewhere } },
    });

    expect(asked).toBeGreaterThan(0);
    expect(askedElsewhere).toBe(0);
  });

  it.each([403, 500])("shortens a page with status %d to one line", async (status) => {
    const { undelivered } = await deliver(create, await listen(answering(status, PAGE)));

    expect(undelivered).toEqual([expect.stringContaining(`HTTP ${status}`)]);
    expect(undelivered[0]?.length).toBeLessThan(500);
    expect(undelivered[0]).not.toMatch(/\p{Cc}/u);
  });

  it("hands over each event that is too large even alone", async () => {
    const { undelivered } = await deliver(create, await listen(answering(413)), 4);

    expect(undelivered).toEqual(Array(4).fill(expect.stringContaining("HTTP 413")));
  });

  it("does not wait for an endless answer", async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(drip));
    });

    const { undelivered, retried } = await deliver(create, url);

    expect(undelivered).toEqual([expect.stringContaining("no answer within 200 ms")]);
    expect(retried).toBeGreaterThan(0);
  });

  it.each([200, 500])("reads only the beginning of an answer of %d without end", async (status) => {
    const chunk = Buffer.alloc(64 * 1024, "a");
    let sent = 0;
    let requests = 0;
    const url = await listen((_request, response) => {
      requests++;
      response.writeHead(status, { "content-type": "application/json" });
      const go = () => {
        do sent += chunk.length;
        while (response.write(chunk) && !response.destroyed);
        response.once("drain", go);
      };
      go();
    });

    const { delivered, undelivered } = await deliver(create, url);

    expect(delivered + undelivered.length).toBe(1);
    // Includes what both sides' sockets have buffered.
    expect(sent / requests).toBeLessThan(8 * 1024 * 1024);
  });

  it.each([
    ["that is cut short", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"],
    ["that is no HTTP", "220 mail.example ESMTP\r\n"],
    ["with headers without end", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(10_000)}`],
    ["that is empty", ""],
  ])("tries again after an answer %s", async (_kind, text) => {
    const url = await listen((_request, response) => void response.socket?.end(text));

    const { undelivered, retried } = await deliver(create, url);

    expect(undelivered).toHaveLength(1);
    expect(retried).toBeGreaterThan(0);
  });
});

it.each([...intakes, ...aws])("%s rejects an HTML page as success", async (_, create) => {
  const { undelivered, retried } = await deliver(create, await listen(answering(200, PAGE)));

  expect(undelivered).toHaveLength(1);
  expect(retried).toBeGreaterThan(0);
});

it.each(http)("%s accepts any other body as success", async (_, create) => {
  for (const body of ["", "ok", "<ok/>", '"accepted"', "\u00ff\u0000"]) {
    expect(await deliver(create, await listen(answering(200, body)))).toMatchObject({
      delivered: 1,
    });
  }
});

it("a webhook's receiver may answer with a page, since only its status counts", async () => {
  const [, create] = http.at(-1) as [string, Create];

  expect(await deliver(create, await listen(answering(200, PAGE)))).toMatchObject({ delivered: 1 });
});
