/**
 * What one payload costs on its way to the table: snapshot, redaction and DynamoDB JSON in one, against
 * `JSON.stringify` (no redaction, no DynamoDB JSON), `marshall` (no redaction, and it throws on most values) and a line
 * of pino that redacts six paths; ours inspects every name and every string, at any depth.
 *
 *     node --import tsx bench/payload.ts
 */
import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { marshall } from "@aws-sdk/util-dynamodb";
import pino from "pino";
import { createRedaction } from "../packages/logger/src/payload/redact.js";
import { toStorable } from "../packages/logger/src/payload/storable.js";
import { encodeAttribute, encodePayload } from "../packages/logger/src/sinks/dynamodb/json.js";

type Payload = Record<string, unknown>;

const KILOBYTES = [0.2, 1, 10, 100];
const ROUNDS = 40;
const ROUND_MS = 10;

const redaction = createRedaction();

/** Discards its lines: only creating them is compared. */
const lines = pino(
  {
    redact: [
      "payload.password",
      "payload.token",
      "payload.customer.email",
      "payload.customer.token",
      "payload.items[*].secret",
      "payload.items[*].card",
    ],
  },
  new Writable({ write: (_chunk, _encoding, done) => done() }),
);

const roads: Record<string, (payload: Payload) => unknown> = {
  "JSON.stringify": (payload) => JSON.stringify(payload),
  marshall: (payload) => marshall(payload),
  "marshall, as text": (payload) => JSON.stringify(marshall(payload)),
  "a line of pino, redacted": (payload) => lines.info({ payload }),
  "snapshot alone": (payload) => toStorable(payload).value,
  "snapshot, redacted": (payload) => toStorable(payload, { redaction }).value,
  "snapshot, redacted, as text": (payload) =>
    encodeAttribute(toStorable(payload, { redaction }).value),
  "the same, compressed": (payload) => encodePayload(toStorable(payload, { redaction }).value),
};

const payloads = KILOBYTES.map((kilobytes) => createPayload(kilobytes * 1024));
const sizes = payloads.map((payload) => `${(JSON.stringify(payload).length / 1024).toFixed(1)} KB`);
const costs = payloads.map(measure);
console.log(`| µs per event | ${sizes.join(" | ")} |`);
console.log(`|---|${"---:|".repeat(sizes.length)}`);
for (const name of Object.keys(roads)) {
  console.log(`| ${name} | ${costs.map((cost) => cost[name]?.toFixed(1)).join(" | ")} |`);
}

/** Microseconds of each way: the best of many short rounds in turns, since the machine is shared. */
function measure(payload: Payload): Record<string, number> {
  const best: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, road] of Object.entries(roads)) {
      const start = performance.now();
      let runs = 0;
      for (; performance.now() - start < ROUND_MS; runs++) road(payload);
      const cost = ((performance.now() - start) * 1000) / runs;
      best[name] = Math.min(best[name] ?? cost, cost);
    }
  }
  return best;
}

/** An order with as many lines as fill the bytes: the texts, numbers, ids and times of everyday payloads. */
function createPayload(bytes: number): Payload {
  const items: Payload[] = [];
  const payload = {
    orderId: randomUUID(),
    customer: { id: "u_1842", country: "DE" },
    total: 129.9,
    items,
  };
  while (JSON.stringify(payload).length < bytes) items.push(createItem(items.length));
  return payload;
}

function createItem(index: number): Payload {
  return {
    sku: `SKU-${1000 + index}`,
    title: "Wool socks, long, dark blue",
    quantity: 1 + (index % 3),
    price: 12.5 + index,
    shippedAt: "2026-11-24T02:48:15.096Z",
    gift: index % 2 === 0,
  };
}
