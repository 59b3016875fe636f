import { describe, expect, it } from "@jest/globals";
import { record } from "../../test/sample-events.js";
import { csvCell, csvHead, csvRow } from "./csv.js";
import { parseFields } from "./fields.js";

describe("csvCell", () => {
  it.each(["=1+1", "+1", "-1+2", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "  =1", "\t=1", "\r=1"])(
    "lets no spreadsheet run %j",
    (text) => {
      expect(csvCell(text)).toMatch(/^"?'/);
    },
  );

  it("leaves numbers as numbers", () => {
    expect(csvCell(-5)).toBe("-5");
    expect(csvCell(true)).toBe("true");
  });

  it.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["a;b", '"a;b"'],
    ["two\nlines", "two\\nlines"],
    ["\u001b[2J", "\\x1b[2J"],
    [undefined, ""],
    [null, ""],
    [{ a: 1, b: "x" }, '"{""a"":1,""b"":""x""}"'],
  ])("writes %j", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

it("has a column for each field, in the same order as the head", () => {
  const fields = parseFields("user,payload.amount,event");
  const event = record(0, { userId: "u_1", payload: { amount: 3 }, event: "PAID" });

  expect(csvHead(fields)).toBe("user,payload.amount,event");
  expect(csvRow(event, fields)).toBe("u_1,3,PAID");
});

it("has as many cells as heads when no fields are asked for", () => {
  expect(csvRow(record(0, { description: "plain" })).split(",")).toHaveLength(
    csvHead().split(",").length,
  );
});
