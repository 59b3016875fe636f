import { setTimeout as sleep } from "node:timers/promises";
import { type EventRecord, type OriginRegistration, shardOf } from "@service-events/schema";
import type { EventWriter } from "../event-writer.js";
import { backoffMs } from "./backoff.js";

/** Registers what others have recorded. */
export interface RecordRegistrar {
  /** Registers a record's origin, shard and type, once. Resolves to why the registry refused, if it did. */
  of(record: EventRecord<string>): Promise<string | undefined>;
  register(registration: OriginRegistration): Promise<string | undefined>;
}

/** How long one try may take, in ms. */
const TRY_MS = 5_000;

/**
 * Creates the registrar of a writer: whoever puts records of others registers their origins first, so that nothing is
 * written where no reader would look.
 *
 * @param forMs How long a busy registry is retried. Default: 30,000.
 * @example
 * const registrar = createRecordRegistrar(writeEvent);
 * const reason = await registrar.of(record);
 * if (reason) console.warn(`not registered: ${reason}`);
 * writeEvent(record);
 */
export function createRecordRegistrar(
  writer: Pick<EventWriter, "register">,
  forMs = 30_000,
): RecordRegistrar {
  const known = new Map<string, Promise<string | undefined>>();

  async function register(registration: OriginRegistration): Promise<string | undefined> {
    const { send } = writer.register(registration);
    const startedAt = performance.now();
    for (let failures = 0; ; failures++) {
      const outcome = await send(AbortSignal.timeout(TRY_MS)).catch((error: unknown) => ({
        status: "retry" as const,
        reason: error instanceof Error ? error.message : String(error),
      }));
      if (outcome.status === "ok") return undefined;
      const isLate = performance.now() - startedAt > forMs;
      if (outcome.status === "reject" || isLate) return outcome.reason;
      await sleep(backoffMs(failures));
    }
  }

  return {
    register,
    of(record) {
      const registration = registrationOf(record);
      const key = JSON.stringify(registration);
      const registered = known.get(key) ?? register(registration);
      known.set(key, registered);
      return registered;
    },
  };
}

/** What a record alone tells of its origin; its catalogue says more. */
function registrationOf({ origin, pk, event, level }: EventRecord<string>): OriginRegistration {
  return { origin, shards: shardOf(pk) + 1, events: { [event]: level ? { level } : {} } };
}
