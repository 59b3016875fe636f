import { describe, expect, it } from "@jest/globals";
import { printable, table } from "./terminal.js";

describe("printable", () => {
  it.each([
    ["plain ünïcode 🎉", "plain ünïcode 🎉"],
    ["two\nlines", "two\nlines"],
    ["\u001b[2Jgone", "\\x1b[2Jgone"],
    ["over\rwritten", "over\\rwritten"],
    ["\u009b31m", "\\x9b31m"],
    ["\u202egpj.exe", "\\u202egpj.exe"],
    ["zero\u200bwidth", "zero\\u200bwidth"],
  ])("shows %j as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe("table", () => {
  it("lines up its columns, without trailing spaces", () => {
    expect(
      table([
        ["A", "LONG"],
        ["wide cell", "x"],
      ]),
    ).toBe("A          LONG\nwide cell  x");
  });
});
