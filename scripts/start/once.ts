import { setTimeout as delay } from "node:timers/promises";
import type { LocalApp } from "@service-events/local";
import { type AnyEvent, readEvents, type WatchedLog } from "./event-watch.js";
import { type ExpectedEvents, expectedEvents, perform } from "./sample-app.js";
import { type Terminal, table } from "./terminal.js";
import type { Action } from "./traffic.js";

/** Far more events than one round leaves. */
const LIMIT = 1_000;
const SETTLE_MS = 2_000;
const POLL_MS = 100;

/**
 * Drives one round through every function and compares what was stored with what must be.
 *
 * @returns whether every expected event is there
 */
export async function runOnce(
  app: LocalApp,
  log: WatchedLog,
  round: readonly Action[],
  terminal: Terminal,
): Promise<boolean> {
  for (const action of round) {
    try {
      await perform(app, action);
    } catch (error) {
      terminal.fail(`${action.kind} failed: ${(error as Error).message}`);
    }
  }
  await app.whenQueuesAreEmpty();
  const rows = await compare(log, expectedEvents(round));
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

/** Events are stored when a function answers; those of a process that flushes later get a moment more. */
async function compare(
  log: WatchedLog,
  expected: readonly ExpectedEvents[],
): Promise<ComparedEvents[]> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const rows = count(await readEvents(log, LIMIT), expected);
    const isComplete = rows.every(({ count, stored }) => stored >= count);
    if (isComplete || Date.now() > deadline) return rows;
    await delay(POLL_MS);
  }
}

/** What is stored beside what is expected; events that nobody expects are rows of their own. */
function count(events: readonly AnyEvent[], expected: readonly ExpectedEvents[]): ComparedEvents[] {
  const rows = expected.map((row): ComparedEvents => ({ ...row, stored: 0 }));
  for (const { origin, event } of events) {
    const row = rows.find((one) => one.origin === origin && one.event === event);
    if (row) row.stored += 1;
    else rows.push({ origin, event, count: 0, stored: 1 });
  }
  return rows;
}
