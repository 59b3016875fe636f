import { expect, it } from "@jest/globals";
import { barLines } from "./bars.js";

const style = { columns: 40, ascii: false };

it("draws bars in proportion, within the terminal", () => {
  const lines = barLines(
    [
      { label: "a", count: 100 },
      { label: "bb", count: 50 },
    ],
    style,
  );

  expect(lines.map((line) => line.match(/█/g)?.length)).toEqual([31, 15]);
  expect(lines[1]).toMatch(/^bb {3}50 {2}█/);
});

it("draws something for the least, and nothing for nothing", () => {
  const [least, none] = barLines(
    [
      { label: "a", count: 1 },
      { label: "b", count: 0 },
      { label: "c", count: 1_000_000 },
    ],
    style,
  );

  expect(least).toMatch(/▏$/);
  expect(none).toMatch(/0$/);
});

it("draws with ASCII where a terminal has nothing else", () => {
  expect(barLines([{ label: "a", count: 2 }], { columns: 20, ascii: true })).toEqual([
    "a  2  ##############",
  ]);
});

it("draws no chart of nothing", () => {
  expect(barLines([], style)).toEqual([]);
});
