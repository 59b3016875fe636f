import { describe, expect, it } from "@jest/globals";
import { checkRecord, checkRegistration } from "./check.js";

const good = {
  pk: "ORIGIN#orders#3",
  sk: "2026-11-24T02:48:15.096003Z#JOB_FAILED#k3xw9d_-",
  origin: "orders",
  event: "JOB_FAILED",
  createdAt: "2026-11-24T02:48:15.096003Z",
  description: "",
};

describe("a record", () => {
  it.each([
    ["as a logger writes it", {}],
    [
      "with every attribute",
      { userId: "u", level: "warn", payload: { a: [1] }, ttl: null, weight: 4 },
    ],
    ["with attributes that are not known", { tenant: { id: 1 }, "a b": [null] }],
    ["under its key of the index by event", { eventPk: "EVENT#JOB_FAILED#3" }],
    ["with the longest key of an index", { userId: "ü".repeat(1_024) }],
  ])("is taken %s", (_, more) => {
    expect(checkRecord({ ...good, ...more })).toEqual({ value: { ...good, ...more } });
  });

  it("is taken under the key of a writer that named no process", () => {
    const old = {
      ...good,
      createdAt: "2026-11-24T02:48:15.096Z",
      sk: "2026-11-24T02:48:15.096Z#JOB_FAILED",
    };

    expect(checkRecord(old)).toEqual({ value: old });
  });

  it.each([
    ["pk", "ORIGINS"],
    ["pk", "ORIGIN#billing#3"],
    ["pk", "ORIGIN#orders#03"],
    ["pk", "ORIGIN#orders#128"],
    ["pk", "ORIGIN#orders#3#1"],
    ["sk", "2026-11-24T02:48:15.096003Z#JOB#_FAILED"],
    ["sk", "2026-11-24T02:48:15.096003Z#JOB_FAILED#a#b"],
    ["sk", "2026-11-24T02:48:15.096004Z#JOB_FAILED#a"],
    ["event", "JOB"],
    ["event", "JOB_FAILED#a"],
    ["event", "E".repeat(257)],
    ["origin", "orders#3"],
    ["createdAt", "2026-02-31T02:48:15.096003Z"],
    ["createdAt", "2026-11-24T02:48:15Z"],
    ["eventPk", "EVENT#JOB_STARTED#3"],
    ["userId", "ü".repeat(1_025)],
    ["userId", 7],
    ["correlationId", "x".repeat(2_049)],
    ["ttl", '1"}}}},{"DeleteRequest":'],
    ["ttl", 1.5],
    ["level", "fatal"],
    ["payload", [1]],
    ["payloadGz", "H4sI"],
    ["error", { name: "E" }],
    ["invalid", "x"],
    ["weight", 0],
    ["version", -1],
  ])("is refused with the %s %j", (name, value) => {
    expect(checkRecord({ ...good, [name]: value })).toEqual({ problem: expect.any(String) });
  });

  it.each([[null], [[]], ["x"], [{}]])("is not %j", (value) => {
    expect(checkRecord(value)).toEqual({ problem: expect.any(String) });
  });
});

describe("a registration", () => {
  const registration = {
    origin: "orders",
    shards: 4,
    events: { A: {}, B: { level: "warn", retentionDays: null, description: "b", version: 2 } },
  };

  it("is taken as a logger makes it", () => {
    expect(checkRegistration(registration)).toEqual({ value: registration });
  });

  it.each([
    ["origin", "a#b"],
    ["shards", 129],
    ["shards", "4"],
    ["events", []],
    ["events", { "A#B": {} }],
    ["events", { A: { level: "fatal" } }],
    ["events", { A: { retentionDays: "x" } }],
  ])("is refused with %s %j", (name, value) => {
    expect(checkRegistration({ ...registration, [name]: value })).toEqual({
      problem: expect.any(String),
    });
  });
});
