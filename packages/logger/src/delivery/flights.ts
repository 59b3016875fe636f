import type { BatchOutcome, Sink } from "../sink.js";
import type { Pending } from "./queue.js";

/** The requests that are under way. */
export interface Flights {
  /** Sends a batch, with so many ms for the answer. Every failure is an outcome, a timeout too. */
  attempt(batch: readonly Pending[], timeoutMs: number): Promise<BatchOutcome>;
  /** Cuts off the requests for whose records nobody waits any more. */
  abortSettled(): void;
  readonly count: number;
}

interface Flight {
  readonly batch: readonly Pending[];
  readonly controller: AbortController;
}

/** Creates the lanes to a sink. */
export function createFlights(sink: Sink): Flights {
  // Few, and not a Set, for the reason that `unsettled.ts` gives.
  let flights: readonly Flight[] = [];

  return {
    async attempt(batch, timeoutMs) {
      const controller = new AbortController();
      const flight = { batch, controller };
      flights = [...flights, flight];
      const timer = setTimeout(
        () => controller.abort(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      ).unref();
      try {
        // A sink that ignores its signal must not hold its lane.
        const sent = sink.send(batch, controller.signal);
        return await Promise.race([sent, abortion(controller.signal)]);
      } catch (error) {
        return { status: "retry", reason: error instanceof Error ? error.message : String(error) };
      } finally {
        clearTimeout(timer);
        flights = flights.filter((other) => other !== flight);
      }
    },

    abortSettled() {
      for (const { batch, controller } of flights) {
        if (batch.every((entry) => entry.settled)) controller.abort(new Error("settled meanwhile"));
      }
    },

    get count() {
      return flights.length;
    },
  };
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
