import { giveResult } from "../lib/child.js";

/** Records that many events and resolves when all of them are delivered. */
export type RecordEvents = (count: number) => Promise<void> | void;

/** CPU microseconds for an event, user and system. */
export interface WayCost {
  microseconds: number;
  /** Events a second, by the clock. */
  perSecond: number;
}

/** Events between two waits, as a worker would have it. */
const CHUNK = 500;
const ROUNDS = 8;

/**
 * Measures one way in this process: warms it up, then takes the best of some rounds, since the machine is
 * shared. `BENCH_EVENTS` says how many events a round has.
 */
export async function measureWay(recordEvents: RecordEvents): Promise<void> {
  const events = Number(process.env.BENCH_EVENTS);
  await run(recordEvents, events);
  const costs: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await run(recordEvents, events);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / events);
    seconds.push((performance.now() - startedAt) / 1_000);
  }
  giveResult({
    microseconds: Math.min(...costs),
    perSecond: events / Math.min(...seconds),
  } satisfies WayCost);
  process.exit();
}

async function run(recordEvents: RecordEvents, events: number): Promise<void> {
  for (let left = events; left > 0; left -= CHUNK) await recordEvents(Math.min(left, CHUNK));
}
