import { expect, it } from "@jest/globals";
import { compareKeys, type StoredEvent } from "@service-events/query";
import fc from "fast-check";
import { pairUp } from "./pairs.js";
import type { KeyedLine } from "./sorted-file.js";
import { createVerification } from "./verification.js";

async function* inOrder<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

const toEvent = (sk: string) => ({ pk: "ORIGIN#o", sk }) as StoredEvent;
const sorted = (keys: Iterable<string>) => [...keys].sort(compareKeys);

it("finds what is on both sides, on either one, and there again, whatever the keys are", async () => {
  const key = fc.string({ minLength: 1, maxLength: 3, unit: "grapheme" });
  await fc.assert(
    fc.asyncProperty(fc.array(key), fc.uniqueArray(key), async (lines, events) => {
      const { add, result } = createVerification({ isInRange: () => true });
      const pairs = pairUp(
        inOrder(sorted(lines).map((sk): KeyedLine => ({ sk, line: "" }))),
        inOrder(sorted(events).map(toEvent)),
      );

      for await (const pair of pairs) add(pair);

      const inFile = new Set(lines);
      expect(result).toMatchObject({
        equal: events.filter((sk) => inFile.has(sk)).length,
        onlyInLog: events.filter((sk) => !inFile.has(sk)).length,
        onlyInFile: [...inFile].filter((sk) => !events.includes(sk)).length,
        repeated: lines.length - inFile.size,
        different: 0,
      });
    }),
  );
});
