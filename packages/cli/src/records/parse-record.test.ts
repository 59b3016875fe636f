import { describe, expect, it } from "@jest/globals";
import { toNdjson } from "@service-events/query";
import { record } from "../../test/sample-events.js";
import { parseRecord } from "./parse-record.js";

describe("a line of an export", () => {
  it("becomes the record that it was made of", () => {
    const events = [
      record(0, { payload: { a: [1, null, "\u202e"] }, userId: "u_1", ttl: null }),
      record(0, { shard: 3, error: { name: "E", message: "m", fingerprint: "f" } }),
      record(0, { event: "ÄÖ 日本", description: "" }),
    ];

    for (const event of events) {
      expect(parseRecord(toNdjson(event))).toEqual({ record: event });
    }
  });

  it("may lack a description and an expiry", () => {
    const { description: _, ttl: __, ...event } = record(0);

    expect(parseRecord(JSON.stringify(event))).toEqual({ record: { ...event, description: "" } });
  });
});

describe("a line that would do harm", () => {
  const good = record(0);
  it.each([
    ["is no JSON", "{", "not a JSON object"],
    ["is a list", "[]", "not a JSON object"],
    ["is null", "null", "not a JSON object"],
    ["lacks a key", { ...good, sk: undefined }, "sk is missing"],
    ["would land in another origin", { ...good, pk: "ORIGIN#billing" }, "pk does not match origin"],
    ["would overwrite the registry", { ...good, pk: "ORIGINS" }, "pk does not match origin"],
    ["has a shard that is none", { ...good, pk: "ORIGIN#orders#x" }, "pk does not match origin"],
    [
      "has another event's key",
      { ...good, event: "OTHER" },
      "sk does not match createdAt and event",
    ],
    [
      "has the key of a type whose name begins alike",
      { ...good, event: "JOB" },
      "sk does not match createdAt and event",
    ],
    [
      "has a name that would split its key",
      { ...good, event: "JOB#1", sk: `${good.createdAt}#JOB#1#x` },
      "event contains '#', which separates the parts of a key",
    ],
    ["happened at no time", { ...good, createdAt: "now" }, "createdAt is not a UTC time"],
    ["has a number for a user", { ...good, userId: 7 }, "userId is not a string"],
    ["has a payload that is none", { ...good, payload: [1] }, "payload is not an object"],
    [
      "has an unknown level",
      { ...good, level: "fatal" },
      "level is not debug, info, warn or error",
    ],
    ["expires at no time", { ...good, ttl: 1.5 }, "ttl is not null or a time in seconds"],
    [
      "has keys that are too long",
      { ...good, userId: "x".repeat(2_049) },
      "userId is longer than the 2048 bytes that a key may have",
    ],
  ])("%s", (_, line, problem) => {
    expect(parseRecord(typeof line === "string" ? line : JSON.stringify(line))).toEqual({
      problem,
    });
  });
});
