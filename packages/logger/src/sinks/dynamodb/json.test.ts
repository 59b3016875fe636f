import { randomBytes } from "node:crypto";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "@service-events/schema";
import fc from "fast-check";
import { openPayload } from "../../../../query/src/read/payload.js";
import { plainJson } from "../../../test/any-value.js";
import { brokenRules, toAttributes } from "../../../test/dynamodb-rules.js";
import { readAttribute, readBack } from "../../../test/read-back.js";
import { encodeAttribute, encodePayload } from "./json.js";

/** An item with this payload, as it comes out of a request. */
function itemWith(payload: unknown) {
  return JSON.parse(`{"pk":{"S":"p"},"sk":{"S":"s"},${encodePayload(payload as JsonValue)}}`);
}

/** Text that gzip makes smaller. */
const large = {
  lines: Array.from({ length: 100 }, (_, id) => ({ id, title: "Wool socks, blue" })),
};

describe("encodeAttribute", () => {
  it("writes what marshall writes", () => {
    fc.assert(
      fc.property(plainJson(), (value) => {
        expect(JSON.parse(encodeAttribute(value as JsonValue))).toEqual(marshall({ value }).value);
      }),
    );
  });

  it.each([
    ["quotes and control characters", 'a "b" \\ \n \u0000 \u007f'],
    ["a long text", `${"x".repeat(100)}"\n€`],
    ["emoji", "😀".repeat(30)],
    ["a lone surrogate in a short text", "a\ud800b"],
    ["a lone surrogate in a long text", `${"a".repeat(60)}\udc00`],
  ])("writes %s", (_, text) => {
    const wellFormed = text.replace(/\p{Surrogate}/gu, "\ufffd");
    expect(JSON.parse(encodeAttribute(text))).toEqual({ S: wellFormed });
    expect(JSON.parse(encodeAttribute({ [text]: 1 }))).toEqual({ M: { [wellFormed]: { N: "1" } } });
  });

  it.each<[string, unknown, unknown]>([
    ["a Date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
    ["NaN", [Number.NaN], [{ $number: "NaN" }]],
    ["a big integer", { n: 5n }, { n: 5 }],
    ["undefined", { a: undefined, b: [undefined] }, { b: [null] }],
    ["an empty key", { "": 1 }, { $empty: 1 }],
    ["a class instance", { e: new Error("x") }, { e: { name: "Error", message: "x" } }],
  ])("makes %s storable", (_, value, stored) => {
    const attribute = JSON.parse(encodeAttribute(value as JsonValue));
    expect(readAttribute(attribute)).toEqual(stored);
  });

  it("has a text for cycles, for depths and for arrays without end", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    let deep: unknown = 1;
    for (let level = 0; level < 60; level++) deep = [deep];
    for (const value of [cycle, deep, new Array(1e9)]) {
      const item = {
        pk: { S: "p" },
        sk: { S: "s" },
        value: JSON.parse(encodeAttribute(value as JsonValue)),
      };
      expect(brokenRules(item)).toEqual([]);
    }
  });
});

describe("encodePayload", () => {
  it("writes a small payload in the open", () => {
    expect(encodePayload({ a: 1 })).toBe('"payload":{"M":{"a":{"N":"1"}}}');
  });

  it("compresses a large one, and reads it back from bytes and from base64", () => {
    const item = itemWith(large);
    expect(Object.keys(item)).toEqual(["pk", "sk", "payloadGz"]);
    expect(item.payloadGz.B.length).toBeLessThan(JSON.stringify(large).length / 3);
    const { payloadGz } = unmarshall(toAttributes(item));
    expect(openPayload(payloadGz)).toEqual(large);
    expect(readBack(item)).toEqual(large);
  });

  it("does not compress where no write unit is saved", () => {
    const dense = { bytes: randomBytes(2000).toString("base64") };
    const item = itemWith(dense);
    expect(readBack(item)).toEqual(dense);
  });

  it("cuts what no item could hold", () => {
    const item = itemWith({
      texts: Array.from({ length: 40 }, () => randomBytes(15_000).toString("base64")),
    });
    expect(brokenRules(item)).toEqual([]);
    const { texts } = readBack(item) as { texts: unknown[] };
    expect(texts.at(-1)).toEqual({ $cut: expect.stringMatching(/^\d+ more items$/) });
  });
});

describe("openPayload", () => {
  it("reads bytes that cannot be opened as a marker that says so", () => {
    expect(openPayload(Buffer.from("no gzip at all"))).toEqual({
      $threw: expect.stringMatching(/^the compressed payload of 14 bytes: .*header/),
    });
  });

  it("does not let a small item fill the memory", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    expect(openPayload(bomb)).toEqual({ $threw: expect.stringContaining("it is larger than") });
  });
});
