import type { EventRecord } from "@service-events/schema";
import fc from "fast-check";
import type { BatchOutcome, Entry, Outcome, Sink } from "../sink.js";

/** How a scripted sink answers one request. */
export type Answer =
  | { kind: "ok" | "retry" | "reject" | "throw" | "bisect" | "hang"; afterMs: number }
  /** One letter a record, over and over: o(k), r(etry), x (reject). */
  | { kind: "each"; outcomes: string; afterMs: number };

/** Any answer there is. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("ok" as const, "retry", "reject", "throw", "bisect", "hang"),
    afterMs: fc.nat(80),
  }),
  fc.record({
    kind: fc.constant("each" as const),
    outcomes: fc.stringMatching(/^[orx]{1,6}$/),
    afterMs: fc.nat(80),
  }),
);

/** A sink in memory that answers by a script and notes what it saw: it stands for any server behind a sink. */
export interface ScriptedSink extends Sink {
  readonly requests: string[][];
  readonly acknowledged: Set<string>;
  /** Records that were sent again after they had been acknowledged. */
  readonly sentAgain: string[];
}

const RETRY: Outcome = { status: "retry", reason: "busy" };
const REJECT: Outcome = { status: "reject", reason: "refused" };

/** Answers `script` in turn, and `ok` when it has come to its end. A record described as "bad" is always refused. */
export function scriptedSink(script: readonly Answer[] = [], records = 4): ScriptedSink {
  const requests: string[][] = [];
  const acknowledged = new Set<string>();
  const sentAgain: string[] = [];
  let next = 0;

  function answerTo(batch: readonly Entry[], answer: Answer): BatchOutcome {
    switch (answer.kind) {
      case "ok":
      case "hang":
        return { status: "ok" };
      case "retry":
        return RETRY;
      case "reject":
        return REJECT;
      case "throw":
        throw new Error("connection reset");
      case "bisect":
        return { status: "bisect", reason: "a record is invalid" };
      case "each":
        return batch.map((_, index) => {
          const letter = answer.outcomes[index % answer.outcomes.length];
          return letter === "r" ? RETRY : letter === "x" ? REJECT : { status: "ok" };
        });
    }
  }

  return {
    name: "scripted",
    limits: { records, bytes: 10_000 },
    requests,
    acknowledged,
    sentAgain,
    encode: (record) => JSON.stringify(record),
    async send(batch, signal) {
      const keys = batch.map(({ record }) => record.sk);
      requests.push(keys);
      sentAgain.push(...keys.filter((key) => acknowledged.has(key)));
      const answer = script[next++] ?? { kind: "ok", afterMs: 0 };
      await until(answer.kind === "hang" ? Number.POSITIVE_INFINITY : answer.afterMs, signal);
      const bad = batch.some(({ record }) => record.description === "bad");
      const outcome = answerTo(
        batch,
        bad && answer.kind === "ok" ? { ...answer, kind: "bisect" } : answer,
      );
      for (const [index, key] of keys.entries()) {
        const own = Array.isArray(outcome) ? outcome[index] : outcome;
        if (own.status === "ok") acknowledged.add(key);
      }
      return outcome;
    },
  };
}

function until(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

let count = 0;

/** A record with a key of its own. */
export function someRecord(description = "Something happened"): EventRecord<string> {
  const key = String(++count).padStart(6, "0");
  return {
    pk: "ORIGIN#test",
    sk: `2026-11-24T00:00:00.${key}Z#JOB_STARTED#process1`,
    origin: "test",
    event: "JOB_STARTED",
    createdAt: `2026-11-24T00:00:00.${key}Z`,
    description,
  };
}
