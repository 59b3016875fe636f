/** Microseconds that a snapshot takes, of a commit's code or of this folder's: a child of bench/redaction.ts. */
import { innocentCases, secretCases } from "../../packages/logger/test/redaction-corpus/corpus.js";
import { giveResult } from "../lib/child.js";
import { type Redact, snapshotsHere, snapshotsOf } from "../redaction/snapshots.js";

/** By sample, the microseconds of each variant. */
export type Costs = Record<string, { json: number; plain: number; redact: number }>;

const ROUNDS = 25;
const ROUND_MICROSECONDS = 10_000;

const { COMMIT } = process.env;
const { plain, redact } = await (COMMIT ? snapshotsOf(COMMIT) : snapshotsHere());
const roads = { json: JSON.stringify as Redact, plain, redact };

const samples: Record<string, unknown[]> = {
  "an order of 1 KB": [createOrder(8)],
  "an order of 10 KB": [createOrder(95)],
  "innocents of the corpus": innocentCases("first").map(({ value }) => plain(value)),
  "secrets of the corpus": secretCases("first").map(({ value }) => plain(value)),
};

const costs: Costs = {};
for (const [name, values] of Object.entries(samples)) {
  const best = { json: Infinity, plain: Infinity, redact: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const road of ["json", "plain", "redact"] as const) {
      best[road] = Math.min(best[road], microsecondsOf(roads[road], values));
    }
  }
  costs[name] = best;
}
giveResult(costs);

/** One short round in CPU time, since the machine is shared. The best of many counts. */
function microsecondsOf(road: Redact, values: readonly unknown[]): number {
  const start = process.cpuUsage();
  let runs = 0;
  let used = 0;
  while (used < ROUND_MICROSECONDS) {
    for (const value of values) road(value);
    runs += values.length;
    used = process.cpuUsage(start).user;
  }
  return used / runs;
}

/** The texts, numbers, ids and times of an everyday payload. */
function createOrder(lines: number): unknown {
  return {
    orderId: "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    customer: { id: "u_1842", country: "DE" },
    items: Array.from({ length: lines }, (_, index) => ({
      sku: `SKU-${1000 + index}`,
      title: "Wool socks, long, dark blue",
      price: 12.5 + index,
      shippedAt: "2026-11-24T02:48:15.096Z",
      gift: index % 2 === 0,
    })),
  };
}
