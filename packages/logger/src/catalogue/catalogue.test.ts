import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { days, type EventRecord } from "@service-events/schema";
import { z } from "zod";
import { recorder, unchecked } from "../../test/recorder.js";
import type { CheckedCatalogue } from "./brand.js";
import { defineEvents } from "./define.js";

const orderSchema = z.object({ orderId: z.string(), total: z.number().optional() });

/** Seconds that a record is kept. */
function keptFor({ ttl, createdAt }: EventRecord<string>): number | null {
  return ttl === null || ttl === undefined ? null : ttl - Math.floor(Date.parse(createdAt) / 1000);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe("a record", () => {
  it("has the settings of its type in the catalogue", () => {
    const { logger, records } = recorder(
      defineEvents({
        ORDER_PLACED: {
          description: "A customer placed an order",
          level: "warn",
          payload: orderSchema,
          version: 3,
        },
      }),
    );
    logger.event("ORDER_PLACED", { payload: { orderId: "o_1" } });
    logger.event("ORDER_PLACED", {
      description: "Ann ordered",
      payload: { orderId: "o_2", total: 3 },
    });

    expect(records).toMatchObject([
      {
        description: "A customer placed an order",
        level: "warn",
        version: 3,
        payload: { orderId: "o_1" },
      },
      { description: "Ann ordered", payload: { orderId: "o_2", total: 3 } },
    ]);
    expect(records[0]).not.toHaveProperty("invalid");
    expect(records[0]).not.toHaveProperty("weight");
  });

  it("may be made without a word where the catalogue has said all", () => {
    const { logger, records } = recorder(
      defineEvents({ NIGHT_DONE: { description: "The night's work is done" } }),
    );
    logger.event("NIGHT_DONE");

    expect(records).toMatchObject([
      { event: "NIGHT_DONE", description: "The night's work is done" },
    ]);
    expect(records[0]).not.toHaveProperty("payload");
  });
});

describe("retention", () => {
  const events = defineEvents({
    A: { retention: days(7) },
    B: {},
    C: { retention: "forever" },
    D: {},
  });

  it("is the call's, else the catalogue's, else the setting's for the type, else the setting's", () => {
    const { logger, records } = recorder(events, { retention: "10d,A=1d,B=2d" });
    logger.event("A", { description: "d", retention: days(5) });
    logger.event("A", { description: "d", retention: "forever" });
    logger.event("A", { description: "d" });
    logger.event("B", { description: "d" });
    logger.event("C", { description: "d" });
    logger.event("C", { description: "d", retention: 1.5 });
    logger.event("D", { description: "d" });

    expect(records.slice(0, 5).map(keptFor)).toEqual([days(5), null, days(7), days(2), null]);
    expect(records[5]?.ttl).toBe(Math.floor(Date.parse(records[5]?.createdAt ?? "") / 1000 + 1.5));
    expect(keptFor(records[6] as EventRecord<string>)).toBe(days(10));
  });

  it("is 30 days by default, and 90 for errors", () => {
    const { logger, records } = recorder(events);
    logger.event("B", { description: "d" });
    logger.error("it broke");

    expect(records.map(keptFor)).toEqual([days(30), days(90)]);
  });

  it.each([["90d"], [0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY], [null], [{}]])(
    "is the type's when a call asks for %p",
    (retention) => {
      const { logger, records } = recorder(events);
      unchecked(logger)("A", { description: "d", retention: retention as never });

      expect(records.map(keptFor)).toEqual([days(7)]);
    },
  );
});

describe("sample", () => {
  it("keeps a part of the events, whose weights add up to all of them", () => {
    const { logger, records } = recorder(defineEvents({ A: { description: "d", sample: 0.25 } }));
    const draws = [0, 0.2499, 0.25, 0.5, 0.75, 0.99, 0.1, 0.3];
    jest.spyOn(Math, "random").mockImplementation(() => draws.shift() ?? 1);
    for (let n = 0; n < 8; n++) logger.event("A");

    expect(records.map(({ weight }) => weight)).toEqual([4, 4, 4]);
  });

  it("is decided before the payload is looked at", () => {
    const { logger, records } = recorder(defineEvents({ A: { payload: "any", sample: 0.5 } }));
    jest.spyOn(Math, "random").mockReturnValue(0.9);
    const touched = jest.fn<() => object>();
    const data = Object.defineProperty({ description: "d" }, "payload", { get: touched });
    logger.event("A", data);

    expect(records).toEqual([]);
    expect(touched).not.toHaveBeenCalled();
  });

  it("keeps every error", () => {
    const { logger, records } = recorder(defineEvents({ A: { sample: 0.001 } }));
    jest.spyOn(Math, "random").mockReturnValue(0.999);
    logger.error("it broke");
    logger.event("A", { description: "d" });

    expect(records).toMatchObject([{ event: "ERROR" }]);
    expect(records[0]).not.toHaveProperty("weight");
  });
});

describe("the registry", () => {
  it("learns a summary of the catalogue", () => {
    const { registered } = recorder(
      defineEvents({
        A: { description: "x".repeat(500), level: "warn", retention: days(7), version: 2 },
        B: { payload: orderSchema, retention: "forever" },
      }),
    );

    expect(registered).toEqual([
      {
        origin: "orders",
        shards: 1,
        events: {
          A: {
            level: "warn",
            retentionDays: 7,
            version: 2,
            description: expect.stringMatching(/^x{50,}… \(cut, 500 bytes\)$/),
          },
          B: { level: "info", retentionDays: null },
          ERROR: { level: "error", retentionDays: 90 },
        },
      },
    ]);
  });
});

describe("createLogger", () => {
  it.each([{ A: { sample: 2 } }, { A: {} }, { ...defineEvents({ A: {} }) }, null])(
    "refuses %j, which defineEvents has not checked",
    (events) => {
      expect(() => recorder(events as unknown as CheckedCatalogue)).toThrow(
        "events must be a catalogue, made by defineEvents or mergeEvents",
      );
    },
  );
});
