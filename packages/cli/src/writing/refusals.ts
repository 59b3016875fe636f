import type { EventRecord, Refusal, RefusalKind, Undelivered } from "@service-events/logger";
import { EXIT, type ExitCode } from "../exit-code.js";

/** How many records were refused for one reason. */
export interface RefusalCount {
  reason: string;
  count: number;
  kind?: RefusalKind;
}

/** Counts refused records by reason. */
export interface Refusals {
  readonly counts: readonly RefusalCount[];
  /** Takes what a writer hands to its `undelivered`. */
  add: Undelivered;
  merge(counts: readonly RefusalCount[]): void;
}

export function createRefusals(): Refusals {
  const counts = new Map<string, RefusalCount>();

  function count({ reason, count, ...kind }: RefusalCount): void {
    counts.set(reason, { reason, count: (counts.get(reason)?.count ?? 0) + count, ...kind });
  }

  return {
    get counts() {
      return [...counts.values()];
    },
    add(records: readonly EventRecord<string>[], reason: string, refusal?: Refusal) {
      count({ reason, count: records.length, ...(refusal?.kind && { kind: refusal.kind }) });
    },
    merge: (others) => others.forEach(count),
  };
}

/** The exit code when records were refused. */
export function exitCodeOfRefusals(refusals: readonly RefusalCount[]): ExitCode {
  if (refusals.some(({ kind }) => kind === "forbidden")) return EXIT.credentials;
  return refusals.some(({ kind }) => kind === "throttled") ? EXIT.partial : EXIT.failure;
}
