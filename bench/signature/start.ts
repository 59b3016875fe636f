/** Runs in a fresh process: loads the bundle in `BENCH_FUNCTION`, sends one call, and signs many. */
import { pathToFileURL } from "node:url";
import { giveResult } from "../lib/child.js";
import type { Road } from "./call.js";

/** The cost of one way to sign and send. */
export interface RoadCost {
  /** In ms. */
  load: number;
  /** In ms. */
  firstCall: number;
  /** CPU microseconds for one, the best of some rounds. */
  signature: number;
}

const ROUNDS = 10;
const SIGNATURES = 1_000;
/** A batch of 25 events. */
const body = "x".repeat(16_000);

const before = performance.now();
const { openRoad } = await import(pathToFileURL(String(process.env.BENCH_FUNCTION)).href);
const loaded = performance.now();
const road: Road = openRoad(new URL(String(process.env.AWS_ENDPOINT_URL_DYNAMODB)));
await road.send({ body, now: new Date() });
const sent = performance.now();

const costs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const start = process.cpuUsage();
  for (let count = 0; count < SIGNATURES; count++) await road.sign({ body, now: new Date() });
  const { user, system } = process.cpuUsage(start);
  costs.push((user + system) / SIGNATURES);
}
giveResult({
  load: loaded - before,
  firstCall: sent - loaded,
  signature: Math.min(...costs),
} satisfies RoadCost);
process.exit();
