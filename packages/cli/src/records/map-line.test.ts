import { describe, expect, it } from "@jest/globals";
import { createForeignRecordMaker } from "@service-events/logger/foreign";
import fc from "fast-check";
import * as exports from "../../test/foreign-exports.js";
import { FORMATS, type ForeignFormat } from "./formats.js";
import { createLineMapper } from "./map-line.js";
import type { Mapping } from "./mapping.js";
import { parseRecord } from "./parse-record.js";

function map(mapping: Mapping, line: unknown) {
  const text = typeof line === "string" ? line : JSON.stringify(line);
  return createLineMapper(mapping, createForeignRecordMaker())(text);
}

const known: [string, ForeignFormat, object, object][] = [
  [
    "LogSnag",
    "logsnag",
    exports.LOGSNAG,
    {
      origin: "my-saas",
      event: "NEW_SUBSCRIPTION",
      createdAt: "2024-05-01T10:00:00.000000Z",
      userId: "u_7",
      description: "Ada took the team plan",
      payload: { channel: "payments", icon: "💰", tags: { plan: "team", trial: false } },
    },
  ],
  [
    "a batch export of PostHog",
    "posthog",
    exports.POSTHOG_EXPORT,
    {
      origin: "posthog",
      event: "USER_SIGNED_UP",
      createdAt: "2024-05-01T10:00:00.123456Z",
      userId: "u_7",
      description: "user signed up",
      payload: { $browser: "Firefox", plan: "team" },
    },
  ],
  [
    "the API of PostHog",
    "posthog",
    exports.POSTHOG_API,
    { event: "PAGEVIEW", createdAt: "2024-05-01T10:00:05.500000Z", userId: "u_8" },
  ],
  [
    "an archive of Datadog",
    "datadog",
    exports.DATADOG_ARCHIVE,
    {
      origin: "checkout",
      event: "PAYMENT_FAILED",
      createdAt: "2024-05-01T10:00:00.123000Z",
      level: "error",
      userId: "u_7",
      correlationId: "77",
      description: "card declined",
      payload: {
        ...exports.DATADOG_ARCHIVE.attributes,
        host: "i-0123",
        source: "nodejs",
        tags: ["env:prod"],
      },
    },
  ],
  [
    "a log search of Datadog",
    "datadog",
    exports.DATADOG_API,
    {
      origin: "checkout",
      event: "LOG",
      createdAt: "2024-05-01T10:00:01.000000Z",
      level: "warn",
      description: "slow answer",
      payload: { duration: 812, host: "i-0123", tags: ["env:prod"] },
    },
  ],
  [
    "a track call of Segment",
    "segment",
    exports.SEGMENT_TRACK,
    {
      origin: "web-shop",
      event: "ORDER_COMPLETED",
      createdAt: "2024-05-01T10:00:00.300000Z",
      userId: "u_7",
      payload: { orderId: "o_1", revenue: 25 },
    },
  ],
  [
    "a group call of Segment",
    "segment",
    exports.SEGMENT_GROUP,
    {
      origin: "segment",
      event: "GROUP",
      createdAt: "2024-05-01T10:00:03.950000Z",
      userId: "u_7",
      payload: { name: "Initech", plan: "team", groupId: "g_1" },
    },
  ],
  [
    "an identify call of Segment",
    "segment",
    exports.SEGMENT_IDENTIFY,
    {
      origin: "segment",
      event: "IDENTIFY",
      createdAt: "2024-05-01T10:00:03.000000Z",
      userId: "507f191e810c19729de860ea",
      payload: { plan: "team" },
    },
  ],
];

describe("a line", () => {
  it.each(known)("of %s becomes an event", (_, format, line, expected) => {
    expect(map(FORMATS[format], line)).toMatchObject({ record: expected });
  });

  it.each([
    ["[1]", "not a JSON object"],
    ["{", "not a JSON object"],
    [{ time: 1_714_557_600 }, "event is missing: $.name not found"],
    [{ name: "$$$", time: 1_714_557_600 }, "event '$$$' has no letter or digit"],
    [{ name: "x" }, "time is missing"],
    [{ name: "x", time: "2h" }, "time '2h' is not a plausible time"],
    [{ name: "x", time: 1_714 }, "time '1714' is not a plausible time"],
    [{ name: "x", time: 1_714_557_600, origin: "a#b" }, "origin 'a#b' is not allowed"],
  ])("such as %j has a problem that is told", (line, problem) => {
    const mapping = { event: "$.name", time: "$.time", origin: ["$.origin", "shop"] };
    expect(map(mapping, line)).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  it("without an id is told apart by all that it says", () => {
    const mapping = { event: "$.name", time: "$.time" };
    const [a, b] = [1, 2].map((n) => map(mapping, { name: "x", time: 1_714_557_600, n }));

    expect(a).not.toEqual(b);
    expect(map(mapping, { name: "x", time: 1_714_557_600, n: 1 })).toEqual(a);
  });

  it("may hold its payload as a text, and odd names in it", () => {
    const mapping: Mapping = { event: "e", time: "$.t", payload: "$.p" };
    const parts: Mapping = { ...mapping, payload: { __proto__x: "$.p", a: '$["b c"][0]' } };
    const line = { t: 1_714_557_600, p: '{"amount":5}', "b c": [7] };

    expect(map(mapping, line)).toMatchObject({ record: { payload: { amount: 5 } } });
    expect(map(parts, line)).toMatchObject({
      record: { payload: { __proto__x: '{"amount":5}', a: 7 } },
    });
  });

  it("may lend its payload the names that a part of it has, whether it is an object or its text", () => {
    const mapping: Mapping = { event: "e", time: "$.t", payload: { "*": "$.p", tags: "$.tags" } };
    const line = { t: 1_714_557_600, tags: ["a"] };
    const payloadOf = (p: unknown) => {
      const mapped = map(mapping, { ...line, p });
      return "record" in mapped ? mapped.record.payload : mapped;
    };

    expect(payloadOf({ amount: 5, tags: "other" })).toEqual({ amount: 5, tags: ["a"] });
    expect(payloadOf('{"amount":5}')).toEqual({ amount: 5, tags: ["a"] });
    expect(payloadOf([1])).toEqual({ value: [1], tags: ["a"] });
    expect(payloadOf("plain")).toEqual({ value: "plain", tags: ["a"] });
    expect(payloadOf(null)).toEqual({ tags: ["a"] });
  });

  it("of any kind never throws, gives the same every time, and a record that an import takes", () => {
    const anyTime = fc.oneof(fc.integer(), fc.double(), fc.date().map(String), fc.string());
    const line = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .record(
          {
            event: fc.jsonValue(),
            timestamp: anyTime,
            properties: fc.jsonValue(),
            uuid: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
      fc
        .record({ event: fc.string({ unit: "grapheme" }), distinct_id: fc.string() })
        .map((value) => JSON.stringify({ ...value, timestamp: 1_714_557_600_123 })),
    );
    fc.assert(
      fc.property(line, fc.constantFrom(...Object.values(FORMATS)), (text, mapping) => {
        const first = map(mapping, text);
        expect(map(mapping, text)).toEqual(first);
        if ("problem" in first) expect(first.problem).not.toBe("");
        else expect(parseRecord(JSON.stringify(first.record))).toEqual(first);
      }),
      { numRuns: 500 },
    );
  });
});
