import { createHash, createHmac } from "node:crypto";
import type { EventRecord } from "@service-events/schema";
import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import type { Entry, Refusal, Sink } from "../sink.js";
import type { Content } from "../transport/http/content.js";
import { toDestination } from "../transport/http/endpoint.js";
import { createSender, judgeByStatus } from "../transport/http/sender.js";

/** The receiver of events, and the bounds of delivery. */
export interface WebhookEventWriterConfig extends DeliveryOptions {
  /** The receiver's address. Internal addresses are allowed, so never take it from data. */
  url: string;
  /**
   * What requests are signed with, as `whsec_` and 24 to 64 bytes in Base64. To rotate a secret, pass the new and the
   * old one: requests carry a signature of each.
   */
  secret: string | readonly string[];
  /** Headers of every request. None of their values ever appears in a message. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * One event per request: a message's id must stay the same across retries, but a retried event may be in another batch.
 */
const LIMITS = { records: 1, bytes: 1_000_000 };

/** The specification suggests a timeout of 15 to 30 seconds. */
const ATTEMPT_TIMEOUT_MS = 15_000;

const SECRET = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;

const GONE: Refusal = {
  status: "reject",
  reason: "HTTP 410: the receiver wants no more events",
};

const judge = judgeByStatus((status) => status === 408 || status === 429 || status >= 500);

/**
 * Creates the `writeEvent` that sends each event to a receiver, signed according to Standard Webhooks: libraries in most
 * languages verify it. The body is `{"type","timestamp","data"}`, where `data` is the record.
 *
 * Each event costs a request, so use `route` to send only those that the receiver needs. The `webhook-id` is derived
 * from the event's sort key and stays the same across retries, so that receivers can detect duplicates. After a 410,
 * nothing more is sent.
 *
 * Default of `attemptTimeoutMs`: 15,000.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createWebhookEventWriter({ url: "https://example.com/hooks", secret });
 */
export function createWebhookEventWriter(config: WebhookEventWriterConfig): EventWriter {
  const { url, secret, headers, ...options } = config;
  const sink = createWebhookSink({ url, secret, headers });
  return createEventWriter(sink, options);
}

/**
 * Creates the sink of one receiver.
 *
 * @example
 * const writeEvent = createEventWriter(createWebhookSink({ url: "https://example.com/hooks", secret }));
 */
export function createWebhookSink(
  config: Pick<WebhookEventWriterConfig, "url" | "secret" | "headers">,
): Sink {
  const { url, secret, headers } = config;
  const keys = [secret].flat().map(toKey);
  if (keys.length === 0) throw new TypeError("secret must be one secret or a list of some");
  const destination = toDestination({ url, headers });
  let gone = false;
  const send = createSender(destination, (answer) => {
    if (answer.status !== 410) return judge(answer);
    gone = true;
    return GONE;
  });

  return {
    name: `webhook:${destination.endpoint.hostname}`,
    limits: LIMITS,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    encode: (record) => JSON.stringify(toMessage(record)),
    async send(batch, signal) {
      const [entry] = batch;
      if (entry === undefined || gone) return GONE;
      return send(signed(entry, keys), signal);
    },
  };
}

function toMessage(record: EventRecord<string>) {
  return { type: record.event, timestamp: record.createdAt, data: record };
}

function signed({ record, text }: Entry, keys: readonly Buffer[]): Content {
  const id = messageId(record.sk);
  const timestamp = Math.floor(Date.now() / 1000);
  const signatures = keys.map((key) => {
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${text}`);
    return `v1,${signature.digest("base64")}`;
  });
  return {
    body: text,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signatures.join(" "),
    },
  };
}

/** A sort key has dots, which separate the signed parts, and may have characters not allowed in headers. */
function messageId(sk: string): string {
  return `msg_${createHash("sha256").update(sk).digest("base64url").slice(0, 27)}`;
}

function toKey(secret: unknown): Buffer {
  const [, base64] = SECRET.exec(String(secret)) ?? [];
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  throw new TypeError(
    "secret must be 'whsec_' and 24 to 64 bytes in Base64, as `openssl rand -base64 32` makes them",
  );
}
