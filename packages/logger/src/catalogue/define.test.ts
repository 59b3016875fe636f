import { describe, expect, it } from "@jest/globals";
import { days, EventType } from "@service-events/schema";
import * as v from "valibot";
import { z } from "zod";
import { defaultEvents } from "./default-events.js";
import { defineEvents, eventNames, mergeEvents } from "./define.js";
import type { Catalogue } from "./definition.js";

/** What somebody writes who has no compiler. */
function define(definitions: unknown): Catalogue {
  return defineEvents(definitions as Catalogue);
}

const schema = z.object({ orderId: z.string() });

describe("defineEvents", () => {
  it("returns the definitions as they were given", () => {
    const definitions = {
      ORDER_PLACED: {
        description: "A customer placed an order",
        level: "info",
        retention: days(365),
        payload: schema,
        redact: ["iban"],
        sample: 0.1,
        version: 2,
      },
      PAYMENT_FAILED: { level: "error", payload: "any", retention: "forever" },
      REPORT_SENT: {},
    } as const;

    expect(defineEvents(definitions)).toEqual(definitions);
  });

  it("returns something that nobody can change, and that later changes do not reach", () => {
    const redact = ["iban"];
    const given = { A: { version: 1, redact } };
    const events = define(given);
    given.A.version = 2;
    redact.push("card");

    expect(events.A).toEqual({ version: 1, redact: ["iban"] });
    expect(() => Object.assign(events, { B: {} })).toThrow(TypeError);
    expect(() => Object.assign(events.A as object, { version: 3 })).toThrow(TypeError);
    expect(() => Object.assign(events.A?.redact as object, { 1: "card" })).toThrow(TypeError);
  });

  it("takes names of up to 256 bytes, also ones that every object has", () => {
    const names = ["é".repeat(128), "constructor", "toString", "order placed", "a/b~c"];
    const events = define(Object.fromEntries(names.map((name) => [name, {}])));

    expect(Object.keys(events)).toEqual(names);
  });

  it("takes an own `__proto__` as a name, and changes no prototype by it", () => {
    const events = define(JSON.parse('{ "__proto__": { "version": 7 } }'));

    expect(Object.keys(events)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(events)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("version");
  });

  const asyncSchema = v.objectAsync({ a: v.string() });
  it.each([
    ["no object", 42, "a catalogue is an object"],
    ["a list", [], "a catalogue is an object"],
    ["an empty name", { "": {} }, "event type '' is not allowed"],
    ["a name with '#'", { "A#B": {} }, "event type 'A#B' is not allowed"],
    ["a name of 257 bytes", { [`${"é".repeat(128)}x`]: {} }, "1 to 256 bytes"],
    ["half a character for a name", { "\ud83d": {} }, "is not allowed"],
    ["no definition", { A: null }, "A must have an object for its definition"],
    [
      "an unknown option",
      { A: { retenion: 1 } },
      "A has the unknown option 'retenion': the options are description",
    ],
    [
      "an unknown level",
      { A: { level: "fatal" } },
      'the level of A must be one of debug, info, warn, error, received "fatal"',
    ],
    [
      "an empty description",
      { A: { description: " " } },
      "the description of A must be a sentence",
    ],
    [
      "a description that is not a string",
      { A: { description: 1 } },
      "the description of A must be a sentence, received 1",
    ],
    [
      "a retention in words",
      { A: { retention: "90d" } },
      "the retention of A must be days(n), a number of seconds from 1, or 'forever', received '90d'",
    ],
    ["no retention at all", { A: { retention: 0 } }, "received 0"],
    ["a retention that is not a number", { A: { retention: Number.NaN } }, "received NaN"],
    [
      "a payload that is not a schema",
      { A: { payload: { a: "string" } } },
      "the payload of A must be a schema",
    ],
    ["an unknown word for a payload", { A: { payload: "some" } }, "or 'any', received 'some'"],
    [
      "an async schema",
      { A: { payload: asyncSchema } },
      "the payload of A has an async schema of valibot",
    ],
    [
      "a name to redact that is not in a list",
      { A: { redact: "card" } },
      'redact of A must be a list of names, such as ["card"], received "card"',
    ],
    ["an empty name to redact", { A: { redact: [""] } }, "redact of A must be a list of names"],
    [
      "a sample of nothing",
      { A: { sample: 0 } },
      "the sample of A must be above 0 and at most 1, received 0",
    ],
    ["a sample of more than all", { A: { sample: 10 } }, "received 10"],
    [
      "sampled errors",
      { A: { level: "error", sample: 0.5 } },
      "A must not have a sample: errors are never sampled",
    ],
    ["a sampled ERROR", { ERROR: { sample: 0.5 } }, "ERROR must not have a sample"],
    [
      "an ERROR that is none",
      { ERROR: { level: "info" } },
      "the level of ERROR is always 'error', received 'info'",
    ],
    [
      "a version that is not a number",
      { A: { version: "2" } },
      "the version of A must be a whole number from 1, received 2",
    ],
    [
      "version 0",
      { A: { version: 0 } },
      "the version of A must be a whole number from 1, received 0",
    ],
  ])("refuses %s", (_what, definitions, message) => {
    expect(() => define(definitions)).toThrow(message);
  });

  it("takes a schema that throws for nothing at all", () => {
    const standard = {
      version: 1,
      vendor: "own",
      validate: ({ a }: { a: unknown }) => ({ value: a }),
    };

    expect(() => define({ A: { payload: { "~standard": standard } } })).not.toThrow();
  });
});

describe("eventNames", () => {
  it("gives each name of a catalogue as a constant", () => {
    const names = eventNames(mergeEvents(defineEvents({ A: {} }), defineEvents({ "b.c": {} })));
    expect(names).toEqual({ A: "A", "b.c": "b.c" });
    expect(Object.isFrozen(names)).toBe(true);
  });
});

describe("mergeEvents", () => {
  it("has the events of both", () => {
    const events = mergeEvents(defaultEvents, defineEvents({ ORDER_PLACED: { payload: schema } }));

    expect(Object.keys(events)).toEqual([...Object.values(EventType), "ORDER_PLACED"]);
    expect(events.ORDER_PLACED.payload).toBe(schema);
    expect(events.JOB_FAILED.level).toBe("error");
  });

  it("takes a name twice when it means the same", () => {
    const shared = { A: { payload: schema, redact: ["iban"], retention: days(3) } } as const;

    expect(mergeEvents(defineEvents(shared), defineEvents(shared))).toEqual(shared);
  });

  it.each([
    ["payload", { payload: z.object({ orderId: z.string() }) }],
    ["retention", { payload: schema, retention: days(1) }],
    ["redact", { payload: schema, redact: ["card"] }],
    ["payload", {}],
  ])("refuses a name with a different %s", (option, other) => {
    const first = define({ A: { payload: schema } });

    expect(() => mergeEvents(first, define({ A: other }))).toThrow(
      `A is in both catalogues with a different ${option}`,
    );
  });
});
