import type { EventRecord } from "@service-events/schema";
import { timeLeft } from "../deadline.js";
import type { Sink } from "../sink.js";
import { type Account, createAccount } from "./account.js";
import { createDelivery, type Delivery } from "./delivery.js";
import type { DeliveryOptions } from "./options.js";
import { orPrint } from "./undelivered.js";

/** The part of a flush's time, from 0 to 1, in which the sink itself must have taken the events. */
const OWN_PART = 0.6;

/**
 * Creates the delivery to a sink that hands what the sink does not take to another one, within the deadline of the same
 * flush. What that one does not take either goes to `undelivered`, with the reasons of both.
 *
 * What went to the dead-letter sink still counts as undelivered: it is safe, but not where readers look.
 */
export function createDeliveryWithDeadLetter(
  sink: Sink,
  deadLetterSink: Sink,
  options: DeliveryOptions,
): Delivery {
  const handOver = orPrint(options.undelivered, deadLetterSink.name);
  /** Why the sink did not take what the dead-letter sink is to take. */
  const refusals = new WeakMap<EventRecord<string>, string>();
  const deadLetter = createDelivery(deadLetterSink, options, (entries, reason, refusal) => {
    for (const entry of entries) {
      const first = refusals.get(entry.record);
      handOver([entry], `${reason}; and ${sink.name} before it: ${first}`, refusal);
    }
  });
  const main = createDelivery(sink, options, (entries, reason) => {
    for (const { record, account, depth } of entries) {
      refusals.set(record, reason);
      deadLetter.accept(record, counterpart(account), depth);
    }
  });
  const counterparts = new WeakMap([[main.everything, deadLetter.everything]]);

  /** The account in which the dead-letter sink keeps what came from this one. */
  function counterpart(account: Account): Account {
    const own = counterparts.get(account) ?? createAccount();
    counterparts.set(account, own);
    return own;
  }

  return {
    ...main,
    async flush(account, options) {
      const endsAt = performance.now() + timeLeft(options);
      const report = await main.flush(account, { deadline: OWN_PART * timeLeft(options) });
      await deadLetter.flush(counterpart(account), { deadline: endsAt - performance.now() });
      return report;
    },
    async shutdown(options) {
      const endsAt = performance.now() + timeLeft(options);
      const report = await main.shutdown({ deadline: OWN_PART * timeLeft(options) });
      await deadLetter.shutdown({ deadline: endsAt - performance.now() });
      return report;
    },
  };
}
