import { describe, expect, it } from "@jest/globals";
import { record } from "../../test/sample-events.js";
import { createColors } from "../terminal/color.js";
import { widthOf } from "../terminal/text-width.js";
import { parseFields } from "./fields.js";
import { createTableFormat } from "./table.js";

const plain = { colors: createColors(false), columns: 80, utc: true, now: Date.UTC(2026, 10, 24) };
const event = record(0, { origin: "orders", description: "a job began", userId: "u_1" });

describe("a table", () => {
  it("puts cells below their heads", () => {
    const table = createTableFormat(plain);
    table.fit([event]);

    expect(table.row(event).indexOf("orders")).toBe(table.head().indexOf("ORIGIN"));
    expect(table.row(event).indexOf("a job")).toBe(table.head().indexOf("DESCRIPTION"));
  });

  it("cuts the last cell at the width of the terminal, and nothing in a pipe", () => {
    const long = record(0, { description: "x".repeat(500) });
    const narrow = createTableFormat(plain);
    const endless = createTableFormat({ ...plain, columns: Number.POSITIVE_INFINITY });
    narrow.fit([long]);
    endless.fit([long]);

    expect(widthOf(narrow.row(long))).toBeLessThanOrEqual(80);
    expect(narrow.row(long)).toMatch(/x…$/);
    expect(endless.row(long)).toContain("x".repeat(500));
  });

  it("shows what hides in any cell", () => {
    const evil = "a\u001b[2J\r\u202e";
    const odd = record(0, { origin: evil, event: evil, userId: evil, description: evil });

    const row = createTableFormat({ ...plain, columns: 1_000 }).row(odd);

    expect(row.match(/a\\x1b\[2J\\r\\u202e/g)).toHaveLength(4);
  });

  it("keeps the widths of earlier rows, so that a tail does not jump", () => {
    const table = createTableFormat(plain);
    const wide = record(0, { origin: "a-long-origin" });
    table.fit([wide]);
    table.fit([event]);

    expect(table.row(event).indexOf("JOB_STARTED")).toBe(table.row(wide).indexOf("JOB_STARTED"));
  });

  it("says when an event expires, and marks what came late", () => {
    const fields = parseFields("event,expires");
    const table = createTableFormat({ ...plain, fields });
    const kept = record(0, { ttl: null });
    const short = record(0, { ttl: plain.now / 1000 + 5 * 3600 });

    expect(table.row(kept)).toMatch(/never$/);
    expect(table.row(short, "late")).toMatch(/5h {2}late$/);
  });

  it("paints serious events only where colours are wanted", () => {
    const failure = record(0, { level: "error" });
    const painted = createTableFormat({ ...plain, colors: createColors(true) });

    expect(painted.row(failure)).toContain("\u001b[31m");
    expect(createTableFormat(plain).row(failure)).not.toContain("\u001b");
  });
});
