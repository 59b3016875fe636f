import { setTimeout as delay } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LocalApp } from "@service-events/local";
import { createEventLog, type StoredEvent } from "@service-events/query";
import { type ExpectedEvents, expectedEvents, perform } from "./sample-app.js";
import { type Terminal, table } from "./terminal.js";
import type { Action } from "./traffic.js";

/** An app that runs, and how to read its log. */
export interface Running {
  app: LocalApp;
  client: DynamoDBClient;
  /** Earlier events are not of this run. */
  since: Date;
  terminal: Terminal;
}

const SETTLE_MS = 10_000;
const POLL_MS = 100;

/**
 * Drives one round through every function and compares what was stored with what must be.
 *
 * @returns whether every expected event is there
 */
export async function runOnce(running: Running, round: readonly Action[]): Promise<boolean> {
  const { app, terminal } = running;
  for (const action of round) {
    try {
      await perform(app, action);
    } catch (error) {
      terminal.fail(`${action.kind} failed: ${(error as Error).message}`);
    }
  }
  await app.whenQueuesAreEmpty();
  const rows = await compare(running, expectedEvents(round));
  terminal.print(
    table([
      ["ORIGIN", "EVENT", "EXPECTED", "STORED"],
      ...rows.map(({ origin, event, count, stored }) => [
        origin,
        event,
        String(count),
        stored === count ? String(stored) : `${stored}  <-`,
      ]),
    ]),
  );
  const missing = rows.filter(({ count, stored }) => stored !== count).length;
  const total = rows.reduce((sum, { stored }) => sum + stored, 0);
  if (missing === 0) terminal.print(`\n${total} events, all that were expected.`);
  else terminal.fail(`\n${missing} of ${rows.length} counts are not as expected.`);
  return missing === 0;
}

interface ComparedEvents extends ExpectedEvents {
  stored: number;
}

/** Events are stored before a function answers, unless it flushes afterwards: those are waited for. */
async function compare(
  running: Running,
  expected: readonly ExpectedEvents[],
): Promise<ComparedEvents[]> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const rows = count(await readEvents(running), expected);
    const isComplete = rows.every(({ count, stored }) => stored >= count);
    if (isComplete || Date.now() > deadline) return rows;
    await delay(POLL_MS);
  }
}

async function readEvents({ app, client, since }: Running): Promise<StoredEvent[]> {
  const log = createEventLog({ tableName: app.tableName, client });
  const events: StoredEvent[] = [];
  for await (const event of log.events(`since:${since.toISOString()}`)) events.push(event);
  return events;
}

/** Stored events next to the expected ones; unexpected events get separate rows. */
function count(
  events: readonly StoredEvent[],
  expected: readonly ExpectedEvents[],
): ComparedEvents[] {
  const rows = expected.map((row): ComparedEvents => ({ ...row, stored: 0 }));
  for (const { origin, event } of events) {
    const row = rows.find((one) => one.origin === origin && one.event === event);
    if (row) row.stored += 1;
    else rows.push({ origin, event, count: 0, stored: 1 });
  }
  return rows;
}
