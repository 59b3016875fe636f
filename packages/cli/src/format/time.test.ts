import { expect, it } from "@jest/globals";
import { formatExpiry, formatTime, zoneName } from "./time.js";

it("writes the time of an event in UTC to the millisecond", () => {
  expect(formatTime("2026-11-24T02:48:15.096003Z", true)).toBe("2026-11-24 02:48:15.096");
});

it("writes it in the zone of this machine, which the head names", () => {
  const at = Date.UTC(2026, 10, 24, 2, 48, 15, 96);
  const shown = formatTime("2026-11-24T02:48:15.096003Z", false);
  const zone = zoneName(false, at).replace("UTC", "Z");

  expect(Date.parse(`${shown.replace(" ", "T")}${zone}`)).toBe(at);
});

it("leaves a time that is none as it is", () => {
  expect(formatTime("yesterday", false)).toBe("yesterday");
});

it.each([
  [null, "never"],
  [undefined, "never"],
  [30, "0m"],
  [3_600, "1h"],
  [47 * 3_600, "47h"],
  [12 * 86_400, "12d"],
  [-60, "expired"],
])("counts %j seconds until an event expires", (seconds, text) => {
  const now = Date.UTC(2026, 10, 24);
  const ttl = typeof seconds === "number" ? now / 1000 + seconds : seconds;

  expect(formatExpiry(ttl, now)).toBe(text);
});
