import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { FIELDS, parseQuery } from "./index.js";
import { ERROR_PARTS } from "./language/fields.js";
import { parseMoment } from "./language/time.js";

const page = readFileSync(join(import.meta.dirname, "../../../docs/query.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\|(?! Written|-)/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
const code = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
/** The texts in a paragraph that are queries rather than names of things. */
const inProse = page
  .split("\n")
  .filter((line) => !line.startsWith("|") && !line.startsWith("**"))
  .flatMap(code)
  .filter((text) => /^(-|")|^[a-z]+(\.[^ ]+)?:[^ ]/.test(text));

describe("docs/query.md", () => {
  it.each([
    ...rows.filter((cells) => cells.length === 5).flatMap((cells) => code(cells[3])),
    ...[...page.matchAll(/```query\n(.*)\n```/g)].map((match) => match[1] ?? ""),
    ...inProse.filter((text) => text !== '"42"' && text !== "-"),
    ...Object.values(FIELDS).map(({ example }) => example),
  ])("has the example %p, which is a query", (example) => {
    expect(parseQuery(example).terms.length).toBeGreaterThan(0);
  });

  it("lists every field", () => {
    const listed = rows.flatMap((cells) => code(cells[1]));
    const fields = Object.entries(FIELDS).map(([name, { path }]) =>
      path === "must" ? `${name}.…` : name,
    );

    expect(listed).toEqual(expect.arrayContaining(fields));
    expect(listed).toEqual(expect.arrayContaining(ERROR_PARTS.map((part) => `error.${part}`)));
  });

  it("has times that are read", () => {
    const section = page.slice(page.indexOf("### Time"), page.indexOf("### Payload"));
    const times = section
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((line) => code(line.split("|")[1]));

    expect(times.length).toBeGreaterThan(8);
    for (const time of times) expect([time, parseMoment(time, -1)]).not.toContain(undefined);
  });
});
