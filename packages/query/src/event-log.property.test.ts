import { describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import fc from "fast-check";
import { anyLog, anyQuestion, NOW, ORIGINS } from "../test/arbitrary-log.js";
import { type EventSketch, eventItem, putItems, registryItem } from "../test/items.js";
import { bruteForce, sortKeyOf } from "../test/reference.js";
import {
  createEventLog,
  type EventLog,
  type PageOptions,
  printQuery,
  type Query,
} from "./index.js";

const reading = fc.record({
  order: fc.constantFrom("newest" as const, "oldest" as const),
  limit: fc.constantFrom(2, 7, 1_000),
  budget: fc.constantFrom({}, { items: 30 }, { units: 3 }),
});

const indexes = fc.constantFrom(
  ["byUser", "byEvent", "byCorrelation"] as const,
  ["byEvent"] as const,
  [] as const,
);

/** Runs a test on tables of its own, and stops each. */
async function withTable(test: (table: EventTable) => Promise<void>): Promise<void> {
  const table = await createEventTable();
  try {
    await test(table);
  } finally {
    await table.stop();
  }
}

async function fill(table: EventTable, events: readonly EventSketch[]): Promise<void> {
  const registry = ORIGINS.map((origin) => registryItem(origin, 3));
  await putItems(table, [...registry, ...events.map(eventItem)]);
}

/** All pages of a query, each asked for on its own. */
async function readChain(
  open: () => EventLog,
  query: Query,
  options: PageOptions,
  afterPage: () => Promise<void> = async () => {},
): Promise<string[]> {
  const sks: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await open().query(query, { ...options, cursor });
    expect(page.events.length).toBeLessThanOrEqual(options.limit ?? 50);
    expect(page.complete).toBe(page.cursor === undefined);
    sks.push(...page.events.map((event) => event.sk));
    cursor = page.cursor;
    await afterPage();
  } while (cursor);
  return sks;
}

describe("any query over any log", () => {
  it("returns what a filter over all events returns: in order, without gaps or repeats", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.array(fc.tuple(anyQuestion, reading, indexes), { minLength: 10, maxLength: 10 }),
        (events, questions) =>
          withTable(async (table) => {
            await fill(table, events);
            for (const [query, options, has] of questions) {
              const log = createEventLog({ ...table, indexes: has, now: () => NOW });
              const expected = bruteForce(events, query, NOW, options.order);

              const given = await readChain(() => log, query, options);

              expect({ query: printQuery(query), sks: given }).toEqual({
                query: printQuery(query),
                sks: expected,
              });
              const count = await log.count(query);
              expect([count.total, count.complete]).toEqual([expected.length, true]);
              found += expected.length;
            }
          }),
      ),
      { numRuns: 5, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(100);
  }, 300_000);

  it("returns what was stored when it began, while events are written and shards are added", async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyLog, anyQuestion, reading, (events, written, query, options) =>
        withTable(async (table) => {
          await fill(table, events);
          // Each page by a log of its own, as by functions that share nothing: each sees the shards of its time.
          const open = () => createEventLog({ ...table, now: () => NOW });
          const pending = written.map((event, n) => ({ ...event, process: `w${n}`, shard: n % 6 }));
          const expected = bruteForce(events, query, NOW, options.order);
          const possible = bruteForce([...events, ...pending], query, NOW, options.order);
          const isNew = new Set(pending.map(sortKeyOf));
          let shards = 3;

          const given = await readChain(open, query, options, async () => {
            shards = Math.min(shards + 1, 6);
            const added = ORIGINS.map((origin) => registryItem(origin, shards));
            await putItems(table, [...added, ...pending.splice(0, 5).map(eventItem)]);
          });

          expect(given.filter((sk) => !isNew.has(sk))).toEqual(expected);
          expect(possible.filter((sk) => given.includes(sk))).toEqual(given);
        }),
      ),
      { numRuns: 8, endOnFailure: true },
    );
  }, 300_000);
});
