import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { EventIdError } from "./errors.js";
import { isEventId, looksLikeEventId, parseEventId, toEventId } from "./event-id.js";

describe("the id of an event", () => {
  it("reads origin, time, type and process", () => {
    const key = { pk: "ORIGIN#orders", sk: "2026-11-24T02:48:15.096003Z#JOB_FAILED#k3xw9d" };

    expect(toEventId(key)).toBe("orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d");
    expect(parseEventId(toEventId(key))).toEqual(key);
  });

  it("puts the shard after the origin", () => {
    const key = { pk: "ORIGIN#a/b:c d#12", sk: "2026-11-24T02:48:15.096003Z#A#p" };

    expect(toEventId(key)).toBe("a%2Fb%3Ac%20d:12@2026-11-24T02:48:15.096003Z@A@p");
    expect(parseEventId(toEventId(key))).toEqual(key);
  });

  it("round-trips any key, and needs no escaping in a URL", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(part, part, part, (origin, type, process) => {
        const key = {
          pk: `ORIGIN#${origin}`,
          sk: `2026-11-24T02:48:15.096003Z#${type}#${process}`,
        };
        fc.pre(!key.sk.split("#").includes(""));
        const id = toEventId(key);

        expect(parseEventId(id)).toEqual(key);
        expect(new URL(`http://x/events/${id}`).pathname).toBe(`/events/${id}`);
      }),
    );
  });

  it.each([
    "",
    "orders",
    "orders@2026",
    "@a@b@c",
    "orders@@b@c",
    "orders@a@%",
    "orders@a@%ff",
    "a@b@".repeat(999),
  ])("is not %p", (text) => {
    expect(isEventId(text)).toBe(false);
    expect(() => parseEventId(text)).toThrow(EventIdError);
  });
});

it.each([
  ["orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d", true],
  ["user:a@b.example since:2h", false],
  ["user:a@b@c", false],
  ["orders@2026-11-24T02:48:15.096003Z@JOB FAILED", false],
])("tells an id from a search: %p", (text, expected) => {
  expect(looksLikeEventId(text)).toBe(expected);
});
