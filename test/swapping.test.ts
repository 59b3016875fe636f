import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { expectedEvents, perform } from "../scripts/start/sample-app.js";
import { createTraffic } from "../scripts/start/traffic.js";
import {
  type RunningApp,
  runSampleApp,
  SYNTHESIS_MS,
  type SynthesizedApp,
  synthesizeSampleApp,
} from "./sample-app.js";
import { DESTINATIONS, type Destination, type Found } from "./swapping/destinations.js";
import { swapWriter } from "./swapping/swap.js";

/** An app with four functions is started, on a machine that is busy with other tests. */
const ROUND_MS = 120_000;
/** What a function has printed, or sent after its response, takes a moment to be read. */
const ARRIVAL_MS = 20_000;

const round = createTraffic(1).round();
const EXPECTED = expectedEvents(round).filter(({ count }) => count > 0);
const TOTAL = EXPECTED.reduce((sum, { count }) => sum + count, 0);

let synthesized: SynthesizedApp;
let running: RunningApp;
let started: Destination[] = [];

beforeAll(async () => {
  synthesized = await synthesizeSampleApp();
}, SYNTHESIS_MS);
afterAll(() => synthesized?.remove());

beforeEach(async () => {
  running = await runSampleApp(synthesized.folder);
}, ROUND_MS);
afterEach(async () => {
  await running.stop();
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
}, ROUND_MS);

/** Drives one round through every function, with events going to these destinations, and gives what each has. */
async function play(destinations: readonly (() => Promise<Destination>)[]): Promise<Found[][]> {
  started = await Promise.all(destinations.map((start) => start()));
  await swapWriter(running.app, started);
  for (const action of round) await perform(running.app, action);
  await running.app.whenQueuesAreEmpty();
  return Promise.all(started.map(arrivals));
}

async function arrivals({ found }: Destination): Promise<Found[]> {
  const deadline = Date.now() + ARRIVAL_MS;
  for (;;) {
    const arrived = await found(running);
    if (arrived.length >= TOTAL || Date.now() > deadline) return arrived;
    await sleep(20);
  }
}

function counted(events: readonly Found[]) {
  return EXPECTED.map(({ origin, event }) => ({
    origin,
    event,
    count: events.filter((each) => each.origin === origin && each.event === event).length,
  }));
}

it.each(Object.entries(DESTINATIONS))(
  "the unchanged sample app has its events in %s once that writer replaces the table's",
  async (_, destination) => {
    const [events = []] = await play([destination]);

    expect(counted(events)).toEqual(EXPECTED);
    expect(events).toHaveLength(TOTAL);
    expect(running.stderr.filter((line) => line.startsWith('{"undelivered"'))).toEqual([]);
  },
  ROUND_MS,
);

it(
  "the unchanged sample app has the same events everywhere when they go to all sinks at once",
  async () => {
    const everywhere = await play(Object.values(DESTINATIONS));
    const [table = [], ...others] = everywhere.map((events) => events.map(({ id }) => id).sort());

    expect(new Set(table).size).toBe(TOTAL);
    expect(others).toHaveLength(Object.keys(DESTINATIONS).length - 1);
    for (const ids of others) expect(ids).toEqual(table);
  },
  ROUND_MS,
);
