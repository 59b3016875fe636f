import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { keyTime, parseLength, parseMoment, parseTime, toKeyTime } from "./time.js";

const now = Date.parse("2026-11-24T13:30:00.500Z");
const since = (text: string) => {
  const moment = parseMoment(text, -1);
  return moment && toKeyTime(moment, now);
};

describe("parseMoment", () => {
  it.each([
    ["now", "2026-11-24T13:30:00.500000Z"],
    ["2h", "2026-11-24T11:30:00.500000Z"],
    ["1h30m", "2026-11-24T12:00:00.500000Z"],
    ["1w2d3h4m5s600ms", "2026-11-15T10:25:54.900000Z"],
    ["2H", "2026-11-24T11:30:00.500000Z"],
    ["today", "2026-11-24T00:00:00.000000Z"],
    ["yesterday", "2026-11-23T00:00:00.000000Z"],
    ["2026-11-24", "2026-11-24T00:00:00.000000Z"],
    ["2026-11-24T02:48", "2026-11-24T02:48:00.000000Z"],
    ["2026-11-24 02:48:15", "2026-11-24T02:48:15.000000Z"],
    ["2026-11-24T02:48:15.096003Z", "2026-11-24T02:48:15.096003Z"],
    ["2026-11-24T02:48:15,5Z", "2026-11-24T02:48:15.500000Z"],
    ["2026-11-24T02:48:15.123456789Z", "2026-11-24T02:48:15.123456Z"],
    ["2026-11-24T02:48:15+01:30", "2026-11-24T01:18:15.000000Z"],
    ["2026-11-24T02:48-0800", "2026-11-24T10:48:00.000000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000000Z"],
    ["999999999w", "1970-01-01T00:00:00.000000Z"],
    ["0001-01-01", "1970-01-01T00:00:00.000000Z"],
    ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
  ])("reads %p", (text, expected) => {
    expect(since(text)).toBe(expected);
  });

  it.each([
    "",
    "2",
    "h",
    "2x",
    "-2h",
    "1.5h",
    "2h ",
    "2026-02-30",
    "2023-02-29",
    "2026-13-01",
    "2026-11-24T24:00",
    "2026-11-24T10:60",
    "2026-11-24T",
    "2026-11-24T10:00+15:00",
    "11/24/2026",
    "tomorrow",
  ])("does not read %p", (text) => {
    expect(since(text)).toBeUndefined();
  });

  it("lets a duration point to the future", () => {
    const moment = parseMoment("7d", 1);

    expect(moment && toKeyTime(moment, now)).toBe("2026-12-01T13:30:00.500000Z");
  });

  it("reads any time in the form that keys have", () => {
    const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 999 }), (ms, micros) => {
        expect(since(keyTime(ms, micros))).toBe(keyTime(ms, micros));
      }),
    );
  });
});

describe("parseTime", () => {
  it.each([
    ["2h", "2026-11-24T11:30:00.500Z"],
    ["yesterday", "2026-11-23T00:00:00.000Z"],
    ["2026-11-24T02:48:15+01:00", "2026-11-24T01:48:15.000Z"],
  ])("gives %p in ms", (text, expected) => {
    expect(parseTime(text, now)).toBe(Date.parse(expected));
  });

  it("returns undefined for anything else", () => {
    expect(parseTime("soon", now)).toBeUndefined();
  });
});

describe("parseLength", () => {
  it("adds the parts up to ms", () => {
    expect(parseLength("1h30m")).toBe(5_400_000);
    expect(parseLength("1h30")).toBeUndefined();
  });
});
