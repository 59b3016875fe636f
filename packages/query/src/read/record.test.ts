import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { MAX_DECOMPRESSED_PAYLOAD_BYTES } from "@service-events/schema";
import { isExpired, toRecord } from "./record.js";

const keys = {
  pk: { S: "ORIGIN#orders#2" },
  sk: { S: "2026-11-24T02:48:15.096003Z#JOB_FAILED#k3" },
};

describe("toRecord", () => {
  it("keeps every key of a payload as its own, and every number as JSON can say it", () => {
    const { payload } = toRecord({
      ...keys,
      payload: {
        M: {
          ["__proto__"]: { M: { polluted: { BOOL: true } } },
          constructor: { S: "x" },
          small: { N: "10.5" },
          large: { N: "12345678901234567890" },
          none: { NULL: true },
          list: { L: [{ N: "1" }, { S: "a" }] },
          set: { SS: ["a", "b"] },
          bytes: { B: Buffer.from("hi") },
        },
      },
    });

    expect(JSON.stringify(payload)).toBe(
      '{"__proto__":{"polluted":true},"constructor":"x","small":10.5,"large":"12345678901234567890",' +
        '"none":null,"list":[1,"a"],"set":["a","b"],"bytes":"aGk="}',
    );
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
  });

  it("decompresses a payload with the same keys", () => {
    const text = '{"__proto__":{"polluted":true},"invalid":["x is missing"],"card":"[redacted]"}';

    const { payload } = toRecord({ ...keys, payloadGz: { B: gzipSync(text) } });

    expect(JSON.stringify(payload)).toBe(text);
  });

  it("does not decompress a payload beyond the limit", () => {
    const bomb = gzipSync(Buffer.alloc(MAX_DECOMPRESSED_PAYLOAD_BYTES + 1, "1"));

    const record = toRecord({ ...keys, payloadGz: { B: bomb } });

    expect(record.event).toBe("JOB_FAILED");
    expect(record.payload).toEqual({
      $threw: `the compressed payload of ${bomb.length} bytes: it is larger than ${MAX_DECOMPRESSED_PAYLOAD_BYTES} bytes`,
    });
  });

  it.each([
    ["no gzip", Buffer.from("no gzip")],
    ["no JSON", gzipSync("{")],
    ["a broken end", gzipSync("{}").subarray(0, 12)],
  ])("gives the reason why a compressed payload cannot be read: %s", (_, bytes) => {
    expect(toRecord({ ...keys, payloadGz: { B: bytes } }).payload).toEqual({
      $threw: expect.stringContaining(`the compressed payload of ${bytes.length} bytes: `),
    });
  });

  it("keeps all attributes of an event but the index keys", () => {
    const record = toRecord({
      ...keys,
      eventPk: { S: "EVENT#JOB_FAILED#2" },
      userId: { S: "u_1" },
      invalid: { L: [{ S: "payload.total: expected number" }] },
      lost: { L: [{ S: "payload.items: 500 more items" }] },
      weight: { N: "10" },
      error: { M: { name: { S: "TypeError" }, fingerprint: { S: "f1" } } },
    });

    expect(record).toMatchObject({
      userId: "u_1",
      invalid: ["payload.total: expected number"],
      lost: ["payload.items: 500 more items"],
      weight: 10,
      error: { name: "TypeError", fingerprint: "f1" },
    });
    expect(record).not.toHaveProperty("eventPk");
  });

  it("takes from the keys what an older writer left out", () => {
    expect(toRecord(keys)).toEqual({
      pk: "ORIGIN#orders#2",
      sk: "2026-11-24T02:48:15.096003Z#JOB_FAILED#k3",
      origin: "orders",
      event: "JOB_FAILED",
      createdAt: "2026-11-24T02:48:15.096003Z",
      description: "",
      ttl: null,
    });
  });

  it("does not fail on attributes of another type", () => {
    const record = toRecord({
      ...keys,
      origin: { N: "1" },
      payload: { L: [{ N: "1" }] },
      error: { S: "x" },
      ttl: { S: "soon" },
      level: { M: {} },
    });

    expect(record).toMatchObject({ origin: "orders", payload: { value: [1] }, ttl: null });
    expect(record.error).toBeUndefined();
  });
});

describe("isExpired", () => {
  it("is true from the second of expiry on", () => {
    const record = toRecord({ ...keys, ttl: { N: "100" } });

    expect([99_999, 100_000].map((now) => isExpired(record, now))).toEqual([false, true]);
    expect(isExpired(toRecord(keys), Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
