import type { Entry, Outcome, Refusal } from "../../sink.js";
import type { RequestOutcome } from "../../transport/http/sender.js";

/** A sink's limits for one record, beyond which it silently drops or cuts it. */
interface Acceptable {
  readonly place: string;
  /** How old it may be. */
  readonly hours: number;
  /** How large its text may be, in UTF-8. */
  readonly bytes: number;
}

const HOUR_MS = 3_600_000;

/** Returns why a sink would not store a record, if so. */
export function refuseBeyond(
  { place, hours, bytes }: Acceptable,
  now = Date.now(),
): (entry: Entry) => Refusal | undefined {
  return function refusalOf({ record, text }) {
    if (now - Date.parse(record.createdAt) > hours * HOUR_MS) {
      return refusal(`${place} rejects events older than ${hours} hours`);
    }
    // UTF-8 has at most three bytes for one UTF-16 unit, so most texts need not be measured.
    if (text.length * 3 > bytes && Buffer.byteLength(text) > bytes) {
      return refusal(`${place} rejects events larger than ${bytes} bytes`);
    }
    return undefined;
  };
}

function refusal(reason: string): Refusal {
  return { status: "reject", reason };
}

/**
 * Sends the records that a sink accepts and rejects the others, which it would silently drop.
 *
 * @param refusalOf why a record need not be sent at all.
 */
export async function sendAcceptable(
  batch: readonly Entry[],
  refusalOf: (entry: Entry) => Refusal | undefined,
  send: (acceptable: readonly Entry[]) => Promise<RequestOutcome>,
): Promise<RequestOutcome | Outcome[]> {
  const refusals = batch.map(refusalOf);
  const acceptable = batch.filter((_, index) => refusals[index] === undefined);
  if (acceptable.length === batch.length) return send(batch);
  // Retried in a separate batch, they can be bisected.
  const outcome = acceptable.length === 0 ? undefined : asOutcome(await send(acceptable));
  return refusals.map((refusal) => refusal ?? (outcome as Outcome));
}

function asOutcome(outcome: RequestOutcome): Outcome {
  return outcome.status === "bisect" ? { ...outcome, status: "retry" } : outcome;
}
