import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import {
  accessDenied,
  blackHole,
  cutShort,
  garbage,
  internalError,
  passOn,
  tableMissing,
  throttled,
  truncated,
  unavailable,
  unprocessed,
} from "@service-events/testing/fault-proxy/faults";
import { always, script, sometimes } from "@service-events/testing/fault-proxy/plan";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { type FaultBench, startFaultBench } from "../../../test/fault-run.js";

jest.setTimeout(120_000);

const EVENTS = 10_000;

describe("10,000 events to a DynamoDB that does not do its part", () => {
  let bench: FaultBench;
  beforeAll(async () => {
    bench = await startFaultBench();
  });
  afterAll(() => bench.stop());

  it("all arrive when a third of the calls is throttled", async () => {
    const { stored, undelivered, counters } = await bench.run(
      sometimes(0.3, throttled, seededRandom(1)),
    );

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    expect(counters.retried).toBeGreaterThan(0);
  });

  it("all arrive, and only what was left over is sent again, when items stay unprocessed", async () => {
    const random = seededRandom(2);
    const { stored, undelivered, counters } = await bench.run(always(unprocessed(0.1, random)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    // A tenth of all, a tenth of those, and so on.
    expect(counters.retried / EVENTS).toBeCloseTo(0.1 / 0.9, 1);
  });

  it.each([0.5, 1])(
    "all arrive within a flush of twelve seconds when a third of the calls leaves %d of its items",
    async (share) => {
      const random = seededRandom(7);
      const { stored, undelivered } = await bench.run(
        sometimes(0.3, unprocessed(share, random), random),
        { flushMs: 12_000 },
      );

      expect(stored).toHaveLength(EVENTS);
      expect(undelivered).toEqual([]);
    },
  );

  it("all arrive in a default flush when one answer asks for a day's pause, whichever it is", async () => {
    const random = seededRandom(8);
    for (let run = 0; run < 3; run++) {
      const nth = 1 + Math.floor(random() * 40);
      const plan = script(...Array(nth - 1).fill(passOn), unavailable(99_999));
      const { stored, undelivered } = await bench.run(plan, { events: 1_000, flushMs: 6_000 });

      expect({ nth, undelivered }).toEqual({ nth, undelivered: [] });
      expect(stored).toHaveLength(1_000);
    }
  });

  it("all arrive in one flush when requests hang at random moments", async () => {
    const random = seededRandom(9);
    const { stored, undelivered } = await bench.run(sometimes(0.1, blackHole, random), {
      events: 1_000,
      flushMs: 20_000,
    });

    expect(stored).toHaveLength(1_000);
    expect(undelivered).toEqual([]);
  });

  it("all arrive when a third of the calls fails inside the service", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.3, internalError, seededRandom(3)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive, and the service is left alone for as long as it asks, when it is unavailable", async () => {
    const arrivals: number[] = [];
    const plan = script(unavailable(1));
    const { stored, undelivered } = await bench.run((exchange, count) => {
      arrivals.push(exchange.at);
      return plan(exchange, count);
    });

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    const [first = 0] = arrivals;
    // The other lanes may have been under way before the first answer.
    const later = arrivals.slice(4).map((at) => at - first);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(1_000);
  });

  it("all arrive when answers are truncated", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.2, truncated, seededRandom(4)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive when connections end in the middle of an answer", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.2, cutShort, seededRandom(5)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive when something in between answers with pages of its own", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.2, garbage, seededRandom(6)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it.each([
    ["access is denied", accessDenied, "AccessDeniedException"],
    ["the table is missing", tableMissing, "ResourceNotFoundException"],
  ])("all become lines that say why, without a retry, when %s", async (_, fault, code) => {
    const { stored, undelivered, counters, ending } = await bench.run(always(fault));

    expect(stored).toEqual([]);
    expect(undelivered).toHaveLength(EVENTS);
    expect(counters.retried).toBeLessThanOrEqual(4 * 25);
    const reasons = new Set(ending.lines.map((line) => line.undelivered.split(":")[0]));
    expect([...reasons]).toEqual([code]);
  });
});
