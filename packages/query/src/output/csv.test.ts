import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { StoredEvent } from "../read/record.js";
import { csvCell, csvHead, csvRow } from "./csv.js";

const event: StoredEvent = {
  pk: "ORIGIN#orders",
  sk: "2026-11-24T02:48:15.096003Z#PAID#p1",
  origin: "orders",
  event: "PAID",
  createdAt: "2026-11-24T02:48:15.096003Z",
  description: "paid",
  payload: { amount: -5, name: "pay\u202epal\u007f" },
};

describe("csvCell", () => {
  it.each([
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\t=1",
    "\r=1",
    "\n1",
  ])("prefixes the formula %j", (text) => {
    expect(csvCell(text)).toMatch(/^"?'/);
  });

  it("leaves numbers and booleans unchanged", () => {
    expect([-5, true, null, undefined].map(csvCell)).toEqual(["-5", "true", "", ""]);
  });

  it.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["a;b", '"a;b"'],
    ["two\nlines", "two\\nlines"],
    ["\u001b[2J", "\\x1b[2J"],
    [{ a: 1, b: "x" }, '"{""a"":1,""b"":""x""}"'],
  ])("writes %j", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it("keeps any text on one line, and its quotes closed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = csvCell(text);

        expect(cell).not.toMatch(/[\r\n]/);
        if (cell.startsWith('"')) expect(cell).toMatch(/^"(?:[^"]|"")*"$/);
        else expect(cell).not.toMatch(/[",]/);
      }),
    );
  });
});

describe("csvRow", () => {
  it("has one cell for each heading", () => {
    const cells = csvRow({ ...event, payload: undefined }).split(",");

    expect(cells).toHaveLength(csvHead().split(",").length);
    expect(cells.at(-1)).toBe("orders@2026-11-24T02:48:15.096003Z@PAID@p1");
  });

  it("writes a payload as JSON that can be parsed", () => {
    const row = csvRow(event, [{ name: "payload", read: ({ payload }) => payload }]);

    expect(JSON.parse(row.slice(1, -1).replaceAll('""', '"'))).toEqual(event.payload);
  });
});
