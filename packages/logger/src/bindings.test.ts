import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyValue } from "../test/any-value.js";
import { recorder, unchecked } from "../test/recorder.js";
import { defineEvents } from "./index.js";

const events = defineEvents({ A: { payload: "any", description: "the default" } });

/** What is stored of a payload by a logger with bindings and by one without. */
function stored(make: () => unknown, bindings: Record<string, unknown>) {
  const { logger, records } = recorder(events);
  unchecked(logger)("A", { description: "A", payload: make() as object });
  unchecked(logger.child(bindings))("A", { description: "A", payload: make() as object });
  const [plain, bound] = records;
  return { plain, bound };
}

describe("a binding", () => {
  it.each<[string, () => unknown]>([
    ["a Map", () => new Map([["a", 1]])],
    ["an Error", () => Object.assign(new TypeError("no", { cause: "x" }), { a: 1 })],
    ["URLSearchParams", () => new URLSearchParams("a=1&a=2&token=s3cret")],
    [
      "a class with toJSON",
      () =>
        new (class Money {
          toJSON = () => ({ a: 1, b: 2 });
        })(),
    ],
    [
      "an instance of a class",
      () =>
        new (class Order {
          a = 1;
        })(),
    ],
    [
      "a getter that throws",
      () => ({
        a: 1,
        get b() {
          throw new Error("no");
        },
      }),
    ],
    [
      "a cycle",
      () => {
        const a: Record<string, unknown> = { a: 1 };
        a.self = a;
        return a;
      },
    ],
    ["a text", () => "text"],
    ["a list", () => [1, { a: 1 }]],
    ["null", () => null],
    ["bytes", () => Buffer.from("hello")],
  ])("stands beside the keys of %s", (_, make) => {
    const { plain, bound } = stored(make, { region: "eu" });

    expect(bound?.payload).toEqual({ region: "eu", ...plain?.payload });
    expect(bound?.lost).toEqual(plain?.lost);
  });

  it("moves and changes nothing of any payload", () => {
    fc.assert(
      fc.property(anyValue(), (make) => {
        const { plain, bound } = stored(make, { ourOwnBinding: 1 });
        const { ourOwnBinding, ...rest } = bound?.payload ?? {};
        expect(ourOwnBinding).toBe(1);
        if (!isNearLimits(plain?.lost)) expect({ ...rest }).toEqual({ ...plain?.payload });
      }),
      { numRuns: 200 },
    );
  });

  it("gives way to a field of the payload, and is redacted with its neighbours", () => {
    const { bound } = stored(
      () =>
        new Map<string, unknown>([
          ["a", 2],
          ["value", "hunter2"],
        ]),
      {
        a: 1,
        name: "DB_PASSWORD",
        apiToken: "s3cret-s3cret",
      },
    );

    expect(bound?.payload).toEqual({
      a: 2,
      name: "DB_PASSWORD",
      apiToken: "[redacted]",
      value: "[redacted]",
    });
  });
});

/** Bindings take room, so what is cut is cut a little earlier. */
function isNearLimits(lost: readonly string[] = []): boolean {
  return lost.some((loss) => /cut|more/.test(loss));
}

describe("keys that are stored under one name", () => {
  it.each([
    ['{"":1,"$empty":2}', { $empty: 1, "$empty 2": 2 }],
    ['{"$empty":2,"":1}', { $empty: 2, "$empty 2": 1 }],
    ['{"__proto__":1,"$proto":2}', { $proto: 1, "$proto 2": 2 }],
  ])("are both kept: %s", (json, payload) => {
    const { logger, records } = recorder(events);
    logger.event("A", { payload: JSON.parse(json) });
    logger.child({ region: "eu" }).event("A", { payload: JSON.parse(json) });

    expect(records.map((record) => record.payload)).toEqual([
      payload,
      { region: "eu", ...payload },
    ]);
  });

  it("are all kept, whatever they are", () => {
    const key = fc.constantFrom("", "$empty", "$empty 2", "__proto__", "$proto", "a", "toString");
    const text = (mark: string) => `${mark} sk_live_4eC39HqLyjWDarjtT1zdp7dc`;
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(key, fc.constantFrom("k", "l").map(text))), (keys) => {
        const { logger, records } = recorder(events);
        logger.event("A", { payload: Object.fromEntries(keys.map((name, at) => [name, at])) });

        expect(Object.values(records[0]?.payload ?? {}).sort()).toEqual(
          keys.map((_, at) => at).sort(),
        );
      }),
    );
  });
});

describe("an event whose data throws", () => {
  const parts = ["description", "payload", "userId", "retention"] as const;

  it("is stored with what could be read, and names what threw", () => {
    fc.assert(
      fc.property(fc.subarray([...parts], { minLength: 1 }), (broken) => {
        const { logger, records } = recorder(events);
        const data = { description: "said", payload: { a: 1 }, userId: "u_1", retention: 1 };
        for (const name of broken) Object.defineProperty(data, name, { get: fail });
        unchecked(logger.child({ userId: "bound" }))("A", data);

        const [record] = records;
        expect(record?.lost?.toSorted()).toEqual(
          parts
            .filter((name) => broken.includes(name))
            .map((name) => `${name}: threw when it was read`)
            .toSorted(),
        );
        expect(record).toMatchObject({
          event: "A",
          description: broken.includes("description") ? "threw: not ready" : "said",
          payload: broken.includes("payload") ? { $threw: "not ready" } : { a: 1 },
        });
        expect(record?.userId).toBe(broken.includes("userId") ? undefined : "u_1");
      }),
    );
  });
});

function fail(): never {
  throw new Error("not ready");
}
