import { describe, expect, it } from "@jest/globals";
import { logLinkOf } from "./cloudwatch.js";
import { getCommand, queryCommand } from "./commands.js";
import { formatExpiry, formatLength, formatPrice } from "./format.js";
import { readMark } from "./marker.js";
import { readMoment } from "./moment.js";
import { toLink, toVisibleText } from "./visible.js";

describe("a text that is shown", () => {
  it.each([
    ["a\u202Eb", "a\\u202Eb"],
    ["a\u200Bb\uFEFF", "a\\u200Bb\\uFEFF"],
    ["\u0000\u001B[0m\r\n", "\\u0000\\e[0m\\r\\n"],
    ["\u{E0041}", "\\u{E0041}"],
    ["\uD800", "\\uD800"],
    ["Grüße 日本 👍", "Grüße 日本 👍"],
  ])("%j reads %s", (text, shown) => {
    expect(toVisibleText(text)).toBe(shown);
  });
});

describe("a link", () => {
  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " https://example.com",
    "data:text/html,x",
    "https://paypal.com@evil.example",
    "//evil.example",
    "https://exam\u200Bple.com",
    "ftp://example.com",
  ])("is not made of %j", (text) => {
    expect(toLink(text)).toBeUndefined();
  });

  it("is made of a web address", () => {
    expect(toLink("https://example.com/a?b=1#c")).toBe("https://example.com/a?b=1#c");
  });
});

describe("a time that is pasted", () => {
  it.each([
    ["2026-11-24T02:48:15.096003Z", "2026-11-24T02:48:15.096Z"],
    ["2026-11-24T02:48:15+01:00", "2026-11-24T01:48:15.000Z"],
    ["2026-11-24 02:48", "2026-11-24T02:48:00.000Z"],
    ["2026-11-24", "2026-11-24T00:00:00.000Z"],
    ["1764000000", "2025-11-24T16:00:00.000Z"],
    ["1764000000123", "2025-11-24T16:00:00.123Z"],
    ["2026-13-45", undefined],
    ["soon", undefined],
    ["", undefined],
  ])("%j is %s", (text, iso) => {
    expect(readMoment(text, "utc")).toBe(iso);
  });
});

it("quotes event data in shell commands", () => {
  expect(queryCommand(`"$(rm -rf ~)" 'x' \`id\``, undefined)).toBe(
    `service-events query '"$(rm -rf ~)" '\\''x'\\'' \`id\`'`,
  );
  expect(getCommand("orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3", "event-log")).toBe(
    "service-events get orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3 --table event-log",
  );
});

it("links to the log lines of an event's request, if the log group is known", () => {
  const event = { origin: "orders", requestId: "8d1c2b", createdAt: "2026-11-24T02:48:15.096003Z" };
  const settings = { region: "eu-west-1", logGroups: { orders: "/aws/lambda/orders" } };
  expect(logLinkOf(event, settings)).toBe(
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Forders/log-events$3FfilterPattern$3D$25228d1c2b$2522$26start$3D1795487595096$26end$3D1795488795096",
  );
  expect(logLinkOf({ ...event, origin: "constructor" }, settings)).toBeUndefined();
  expect(logLinkOf(event, { ...settings, region: "x.evil.example/" })).toBeUndefined();
});

it("formats durations, expiries and prices", () => {
  expect([12, 4_240, 97_200_000].map(formatLength)).toEqual(["12 ms", "4.2 s", "1 d 3 h"]);
  expect(formatExpiry(null, 0)).toBe("forever");
  expect(formatExpiry(12 * 86_400 + 5, 0)).toBe("12 d");
  expect(formatExpiry(1, 5_000)).toBe("expired");
  expect([0, 0.0000001, 0.000015, 0.25].map(formatPrice)).toEqual([
    "$0",
    "under $0.000001",
    "$0.000015",
    "$0.25",
  ]);
});

it("recognizes the logger's markers, and nothing else", () => {
  expect(readMark("[redacted]")).toEqual({ kind: "redacted", text: "redacted" });
  expect(readMark({ $cut: "array of 40" })).toEqual({ kind: "cut", text: "… array of 40" });
  expect(readMark({ $binary: "aGVsbG8=", bytes: 5 })).toEqual({ kind: "marker", text: "5 bytes" });
  expect(readMark({ total: 3 })).toBeUndefined();
  expect(readMark({ $ref: "a", other: 1 })).toBeUndefined();
});
