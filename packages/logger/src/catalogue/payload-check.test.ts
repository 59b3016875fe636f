import { describe, expect, it, jest } from "@jest/globals";
import { z } from "zod";
import { recorder, unchecked } from "../../test/recorder.js";
import { defineEvents } from "./define.js";
import type { StandardSchema } from "./standard-schema.js";

const orderSchema = z.object({ orderId: z.string(), total: z.number().optional() });

describe("a payload that does not fit", () => {
  it("is stored anyway, marked with what is wrong, and warned about once for each type", () => {
    const { logger, records, warnings } = recorder(
      defineEvents({ A: { payload: orderSchema }, B: { payload: orderSchema } }),
    );
    const record = unchecked(logger);
    record("A", { description: "d", payload: { orderId: 42, items: [] } });
    record("A", { description: "d" });
    record("B", { description: "d", payload: { orderId: "o_1", total: "3" } });
    logger.event("A", { description: "d", payload: { orderId: "o_2" } });

    expect(records.map(({ payload }) => payload)).toEqual([
      { orderId: 42, items: [] },
      undefined,
      { orderId: "o_1", total: "3" },
      { orderId: "o_2" },
    ]);
    expect(records.map(({ invalid }) => invalid)).toEqual([
      ["payload.orderId: Invalid input: expected string, received number"],
      ["payload: Invalid input: expected object, received undefined"],
      ["payload.total: Invalid input: expected number, received string"],
      undefined,
    ]);
    expect(warnings).toEqual([
      expect.stringContaining("event A: a payload does not match the catalogue (payload.orderId: "),
      expect.stringContaining("event B: "),
    ]);
  });

  it("is warned about once for all loggers of a catalogue", () => {
    const events = defineEvents({ A: { payload: orderSchema } });
    const first = recorder(events);
    const second = recorder(events);
    unchecked(first.logger)("A", { description: "d", payload: {} });
    unchecked(second.logger)("A", { description: "d", payload: {} });

    expect([...first.warnings, ...second.warnings]).toHaveLength(1);
    expect(second.records[0]?.invalid).toHaveLength(1);
  });

  it("is looked at as it was given: a Date is a Date, and the fields of a child are not part of it", () => {
    const { logger, records } = recorder(
      defineEvents({ A: { payload: z.strictObject({ at: z.date(), size: z.bigint() }) } }),
    );
    const payload = { at: new Date(0), size: 7n };
    logger.child({ region: "eu" }).event("A", { description: "d", payload });

    expect(records[0]?.payload).toEqual({ region: "eu", at: "1970-01-01T00:00:00.000Z", size: 7 });
    expect(records[0]).not.toHaveProperty("invalid");
  });

  it("has a few bounded issues, however many there are", () => {
    const { logger, records } = recorder(
      defineEvents({ A: { payload: z.object({ list: z.array(z.string()) }) } }),
    );
    const list = Array.from({ length: 1_000 }, (_, n) => n);
    unchecked(logger)("A", { description: "d", payload: { list, ["x".repeat(10_000)]: 1 } });

    expect(records[0]?.invalid).toHaveLength(6);
    expect(records[0]?.invalid?.[0]).toMatch(/^payload\.list\[0\]: /);
    expect(records[0]?.invalid?.[5]).toBe("and 995 more");
  });

  it("does not tell a secret by its issues", () => {
    const quoting: StandardSchema<object> = {
      "~standard": {
        version: 1,
        vendor: "own",
        validate: (value) => ({
          issues: [
            {
              path: [{ key: "password" }],
              message: `must be shorter than "${Object(value).password}"`,
            },
            {
              path: ["note"],
              message: "must not be 'Bearer abcdefghijklmnopqrstuvwxyz0123456789'",
            },
            { path: ["iban"], message: `no iban: ${Object(value).iban}` },
          ],
        }),
      },
    };
    const { logger, records, warnings } = recorder(
      defineEvents({ A: { payload: quoting, redact: ["iban"] } }),
    );
    logger.event("A", { description: "d", payload: { password: "hunter2", iban: "DE12" } });

    const said = JSON.stringify([records, warnings]);
    expect(records[0]?.invalid).toEqual([
      "payload.password: does not fit",
      expect.stringContaining("payload.note: must not be"),
      "payload.iban: does not fit",
    ]);
    expect(said).not.toMatch(/hunter2|DE12|abcdefghijklmnopqrstuvwxyz/);
  });

  it("is stored though the console throws that should say so", () => {
    const broken = () => {
      throw new Error("no console");
    };
    const { logger, records } = recorder(defineEvents({ A: { payload: orderSchema } }), {
      console: { debug: broken, info: broken, warn: broken, error: broken },
    });
    unchecked(logger)("A", { description: "d", payload: {} });

    expect(records[0]?.invalid).toHaveLength(1);
  });

  it("is an issue if the catalogue has none", () => {
    const { logger, records, warnings } = recorder(defineEvents({ A: {} }));
    unchecked(logger)("A", { description: "d", payload: { orderId: "o_1" } });

    expect(records).toMatchObject([
      { payload: { orderId: "o_1" }, invalid: ["payload: the catalogue has none for this event"] },
    ]);
    expect(warnings).toHaveLength(1);
  });
});

/** Time enough for promises to settle. */
function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

describe("a schema that misbehaves", () => {
  const own = (
    validate: StandardSchema<object>["~standard"]["validate"],
  ): StandardSchema<object> => ({
    "~standard": { version: 1, vendor: "own", validate },
  });

  it("costs no event when it throws", () => {
    const { logger, records } = recorder(
      defineEvents({
        A: {
          payload: own(() => {
            throw new Error("no such rule");
          }),
        },
      }),
    );
    logger.event("A", { description: "d", payload: { orderId: "o_1" } });

    expect(records).toMatchObject([
      { payload: { orderId: "o_1" }, invalid: ["payload: its schema failed: no such rule"] },
    ]);
  });

  it("costs no event when the payload cannot be read, or what is thrown cannot", async () => {
    const hostile = { toString: () => hostile, message: undefined };
    const { logger, records } = recorder(
      defineEvents({
        A: { payload: orderSchema },
        B: {
          payload: own(() => {
            throw hostile;
          }),
        },
      }),
    );
    const payload = {
      get orderId(): string {
        throw new Error("not ready");
      },
    };
    logger.child({ region: "eu" }).event("A", { description: "d", payload });
    logger.event("B", { description: "d", payload: {} });
    await soon();
    unchecked(logger)("A", { description: "d", payload: {} });

    expect(records).toMatchObject([
      { payload: { region: "eu", orderId: { $threw: "not ready" } } },
      { payload: {}, invalid: [expect.stringContaining("its schema failed: ")] },
      { invalid: [expect.stringContaining("payload.orderId: ")] },
    ]);
  });

  it("counts as fitting when it turns out to be async, and is not asked again", async () => {
    const validate = jest.fn(async () => ({ issues: [{ message: "too late" }] }));
    // `undefined` is not an order: rejected synchronously.
    const late = own((value) => (value === undefined ? { issues: [] } : validate()));
    const { logger, records, warnings } = recorder(defineEvents({ A: { payload: late } }));
    logger.event("A", { description: "d", payload: { orderId: "o_1" } });
    await soon();
    logger.event("A", { description: "d", payload: { orderId: "o_2" } });

    expect(records.map(({ payload }) => payload?.orderId)).toEqual(["o_1", "o_2"]);
    expect(records.map(({ invalid }) => invalid)).toEqual([undefined, undefined]);
    expect(validate).toHaveBeenCalledTimes(1);
    expect(warnings).toEqual([expect.stringContaining("event A: its schema returned a promise")]);
  });

  it("leaves no unhandled rejection", async () => {
    const late = own(async () => Promise.reject(new Error("too late")));
    const events = defineEvents({
      A: { payload: z.object({ n: z.number().refine(async () => false) }) },
    });
    const { logger, records } = recorder(events);
    logger.event("A", { description: "d", payload: { n: 1 } });

    expect(() => defineEvents({ A: { payload: late } })).toThrow("an async schema of own");
    // An unhandled rejection would fail the test here.
    await soon();
    expect(records).toHaveLength(1);
  });

  it("cannot change what is stored by what it returns", () => {
    const { logger, records } = recorder(
      defineEvents({ A: { payload: own(() => ({ value: { other: true } })) } }),
    );
    logger.event("A", { description: "d", payload: { orderId: "o_1" } });

    expect(records[0]?.payload).toEqual({ orderId: "o_1" });
  });
});

describe("an event that is not in the catalogue", () => {
  it("is stored anyway, marked, and warned about once", () => {
    const { logger, records, warnings } = recorder(defineEvents({ A: {} }));
    const record = unchecked(logger);
    record("constructor", { description: "d", payload: { n: 1 } });
    record("constructor", { description: "d" });
    record("A#B", { description: "d" });

    expect(records).toMatchObject([
      {
        event: "constructor",
        level: "info",
        payload: { n: 1 },
        invalid: ["event: not in the catalogue"],
      },
      { event: "constructor", invalid: ["event: not in the catalogue"] },
      { event: "A-B" },
    ]);
    expect(warnings).toEqual([
      expect.stringContaining(
        "event constructor: it is not in the catalogue: declare it with defineEvents",
      ),
      expect.stringContaining("event A-B: "),
    ]);
  });

  it("may be ERROR, which every logger records", () => {
    const { logger, records, warnings } = recorder(defineEvents({ A: {} }));
    logger.error("it broke", { orderId: "o_1" });

    expect(records).toMatchObject([
      { event: "ERROR", level: "error", payload: { orderId: "o_1" } },
    ]);
    expect(records[0]).not.toHaveProperty("invalid");
    expect(warnings).toEqual([]);
  });
});
