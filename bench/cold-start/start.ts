/** Runs in a fresh process: loads the bundle in `BENCH_FUNCTION`, and calls its handler once. */
import { pathToFileURL } from "node:url";
import { giveResult } from "../lib/child.js";

/** In ms. */
export interface Start {
  load: number;
  firstCall: number;
}

const before = performance.now();
const { handler } = await import(pathToFileURL(String(process.env.BENCH_FUNCTION)).href);
const loaded = performance.now();
await handler({}, { functionName: "bench", awsRequestId: "r_1" });
const called = performance.now();
giveResult({ load: loaded - before, firstCall: called - loaded } satisfies Start);
process.exit();
