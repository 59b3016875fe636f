import { expect, it } from "@jest/globals";
import { cut, padEnd, padStart } from "./text-width.js";

it("fills up by cells, of which a wide character has two", () => {
  expect(padEnd("日本", 6)).toBe("日本  ");
  expect(padStart("7", 3)).toBe("  7");
  expect(padEnd("longer", 3)).toBe("longer");
});

it("cuts by cells, and never through a character", () => {
  expect(cut("abcdef", 4)).toBe("abc…");
  expect(cut("日本語", 4)).toBe("日…");
  expect(cut("👍🏽👍🏽👍🏽", 3)).toBe("👍🏽…");
  expect(cut("fits", 4)).toBe("fits");
});

it("cuts a text of megabytes without reading all of it", () => {
  expect(cut("x".repeat(5_000_000), 10)).toBe(`${"x".repeat(9)}…`);
});
