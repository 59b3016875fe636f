import { expect, it } from "@jest/globals";
import { mergeTypes } from "./merge-types.js";

it("lists what a catalogue has beside what was seen, and marks what no catalogue knows", () => {
  const rows = mergeTypes(
    [{ origin: "orders", shards: 1, events: { PAID: { level: "info" }, REFUNDED: {} } }],
    new Map([
      ["orders#PAID", 3],
      ["orders#PIAD", 1],
      ["billing#PAID", 2],
    ]),
  );

  expect(rows.map(({ origin, event, count, unknown }) => [origin, event, count, unknown])).toEqual([
    ["billing", "PAID", 2, true],
    ["orders", "PAID", 3, false],
    ["orders", "PIAD", 1, true],
    ["orders", "REFUNDED", 0, false],
  ]);
});
