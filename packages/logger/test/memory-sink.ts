import { setTimeout as sleep } from "node:timers/promises";
import type { Mood, SinkHarness, SinkRecord } from "@service-events/testing/sink-contract";
import { type BatchOutcome, OK, type Outcome, type Sink } from "../src/sink.js";

const BUSY: Outcome = { status: "retry", reason: "busy" };
const LIMITS = { records: 10, bytes: 4_000 };

/** A minimal sink that stores records in memory. */
export async function startMemorySink(): Promise<SinkHarness> {
  const held: string[] = [];
  let mood: () => Mood = () => "ok";

  async function answer(keys: readonly string[], signal: AbortSignal): Promise<BatchOutcome> {
    const now = mood();
    if (now === "busy") return BUSY;
    if (now === "refuses") return { status: "reject", reason: "no permission" };
    if (now === "silent") await sleep(2 ** 30, undefined, { signal });
    if (now === "slow") await sleep(20, undefined, { signal });
    if (keys.includes(badKey)) return { status: "bisect", reason: "a record is invalid" };
    const taken = keys.filter((_, index) => now !== "partly-busy" || index % 2 === 0);
    held.push(...taken);
    return keys.map((key) => (taken.includes(key) ? OK : BUSY));
  }

  const sink: Sink = {
    name: "memory",
    limits: LIMITS,
    encode: (record) => JSON.stringify(record),
    send: (batch, signal) =>
      answer(
        batch.map(({ record }) => record.sk),
        signal,
      ),
  };

  return {
    sink,
    behave(next) {
      mood = next;
    },
    record: someRecord,
    badRecord: () => ({ ...someRecord(0), sk: badKey }),
    stored: async () => held,
    stop: async () => {},
  };
}

const badKey = "2026-11-24T02:48:16.000000Z#JOB_STARTED#bad";

/** A record with a unique key per number. */
export function someRecord(n: number): SinkRecord {
  const createdAt = `2026-11-24T02:48:15.${String(n).padStart(6, "0")}Z`;
  return {
    pk: "ORIGIN#contract",
    sk: `${createdAt}#JOB_STARTED#process1`,
    origin: "contract",
    event: "JOB_STARTED",
    createdAt,
    description: `event ${n}`,
    payload: { n },
  };
}
