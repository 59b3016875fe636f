import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type JsonValue, markerText } from "@service-events/schema";
import { readAttribute } from "../../test/read-back.js";
import { encodeAttribute } from "../sinks/dynamodb/json.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { createRedaction } from "./redact.js";
import { toStorable } from "./storable.js";

/** Formatters pad the cells of tables; the blanks mean nothing. */
const PAGE = readFileSync(
  join(import.meta.dirname, "../../../../docs/payloads.md"),
  "utf8",
).replace(/ {2,}/g, " ");
const ROW = /^\| `(.+?)`(?: \([^|]*\))? \| `(.+?)` \|(?: `(.+?)`)? \|$/gm;

describe("the table of values in docs/payloads.md", () => {
  const section = PAGE.slice(PAGE.indexOf("## Values"), PAGE.indexOf("## Limits"));
  const rows = [...section.matchAll(ROW)].map(([, input, stored, shown]) => ({
    input,
    stored,
    shown,
  }));

  it("has a row that is read for every line", () => {
    const lines = section.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows).toHaveLength(lines.length);
    expect(rows.length).toBeGreaterThan(45);
  });

  it.each(rows)("stores $input as it says", ({ input, stored, shown }) => {
    // The page is our own, and its expressions are the inputs of this test.
    const value: unknown = new Function(`return (${input});`)();
    const storable = toStorable(value, { redaction: createRedaction() });
    expect(JSON.stringify(storable.value)).toBe(stored);
    expect(markerText(storable.value)).toBe(shown);
    const attribute = JSON.parse(encodeAttribute(storable.value));
    expect(JSON.stringify(readAttribute(attribute))).toBe(stored);
  });
});

describe("the table of limits in docs/payloads.md", () => {
  it.each([
    ["the snapshot as JSON, bytes", DEFAULT_LIMITS.maxBytes],
    ["levels", DEFAULT_LIMITS.maxDepth],
    ["entries of one array, object, Map, Set", DEFAULT_LIMITS.maxItems],
    ["values in all", DEFAULT_LIMITS.maxNodes],
    ["one text, bytes", DEFAULT_LIMITS.maxTextBytes],
    ["binary data that is kept, bytes", DEFAULT_LIMITS.maxBinaryBytes],
  ])("says the default of %s", (name, limit) => {
    expect(PAGE).toContain(`| ${name} | ${limit.toLocaleString("en")} |`);
  });
});

describe("markerText", () => {
  it.each<[JsonValue, string | undefined]>([
    [{ $ref: "payload.a" }, "→ payload.a"],
    [{ $cut: "array of 40" }, "… array of 40"],
    [{ $cut: "1 more keys", a: 1 }, undefined],
    [{ $gt: "5" }, undefined],
    [{ $number: 5 }, undefined],
    [{ $binary: "AQ==" }, undefined],
    [{}, undefined],
    [["$ref"], undefined],
    ["$ref", undefined],
    [null, undefined],
  ])("shows %j as %s", (value, text) => {
    expect(markerText(value)).toBe(text);
  });
});
