/**
 * What logging costs a Lambda function: events lost, response time, time until the environment is free again.
 *
 * Run with `node --import tsx bench/lambda.ts [rounds]`. All ways take turns on the same machine, so compare the
 * rows with one another and not with other runs.
 */
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type BundleFormat, bundleFunction } from "@service-events/testing/lambda-harness/bundle";
import {
  createFunction,
  findAwsRuntimeClient,
  type LambdaFunction,
} from "@service-events/testing/lambda-harness/lambda-function";
import {
  startTableServer,
  type TableServer,
} from "@service-events/testing/lambda-harness/table-server";
import { markdownTable, short } from "./lib/table.js";

/** One way to log, with a number of events per invocation. Times are medians in ms. */
export interface LambdaRow {
  way: string;
  events: number;
  /** Lost when each environment serves one invocation, in percent of what was recorded. */
  lostOfOne: number;
  /** Lost when each serves many, and its connections are closed before the last, as idle ones are. */
  lostOfMany: number;
  /** Of an environment's first invocation, from its dispatch after init. */
  firstResponseMs: number;
  /** Of the others. */
  responseMs: number;
  /** From the dispatch until the environment may freeze. */
  freeMs: number;
  /** Of the bundle, minified. */
  bundleKb: number;
}

export interface LambdaBenchOptions {
  /** Environments of each kind for each row. Default: 5. */
  environments?: number;
  /** Invocations in an environment that serves many. Default: 10. */
  invocations?: number;
  /** Events an invocation. Default: 1, 5 and 25. */
  events?: readonly number[];
  /** How far away the table is. Default: a write takes 10 ms, and a connection 5 ms before its handshake. */
  table?: { delayMs: number; connectMs: number };
}

const WAYS: { way: string; name: string; format: BundleFormat }[] = [
  { way: "without logging", name: "without-logging", format: "esm" },
  { way: "the article", name: "article", format: "cjs" },
  { way: "await", name: "await", format: "esm" },
  { way: "after-response", name: "after-response", format: "esm" },
];

/** Longer than any write takes, in ms. */
const LATE_MS = 500;

const DISTANCE = { delayMs: 10, connectMs: 5 };

interface Runner {
  way: string;
  bytes: number;
  table: TableServer;
  fn: LambdaFunction;
  stop(): Promise<void>;
}

/** Measures all ways, in turns. */
export async function measureLambda(options: LambdaBenchOptions = {}): Promise<LambdaRow[]> {
  const { environments = 5, invocations = 10, events = [1, 5, 25] } = options;
  const rows: LambdaRow[] = [];
  for (const count of events) {
    const runners = await Promise.all(WAYS.map((way) => prepare(way, options.table)));
    const measured = runners.map((runner) => ({ runner, times: createTimes() }));
    for (let round = 0; round < environments; round++) {
      for (const { runner, times } of measured) {
        times.first.push(await serveOne(runner, count));
      }
    }
    // What was sent before an environment ended is still being taken.
    await setTimeout(LATE_MS);
    const storedOfOne = runners.map(({ table }) => table.items.length);
    for (let round = 0; round < environments; round++) {
      for (const { runner, times } of measured) await serveMany(runner, count, invocations, times);
    }
    for (const [index, { runner, times }] of measured.entries()) {
      const { way, table, bytes } = runner;
      const ofOne = storedOfOne[index] ?? 0;
      const ofMany = table.items.length - ofOne;
      const recorded = way === "without logging" ? 0 : count * environments;
      rows.push({
        way,
        events: count,
        lostOfOne: lostPercent(recorded, ofOne),
        lostOfMany: lostPercent(recorded * invocations, ofMany),
        firstResponseMs: median(times.first),
        responseMs: median(times.response),
        freeMs: median(times.free),
        bundleKb: Math.round(bytes / 102.4) / 10,
      });
    }
    await Promise.all(runners.map(({ stop }) => stop()));
  }
  return rows;
}

interface Times {
  first: number[];
  response: number[];
  free: number[];
}

function createTimes(): Times {
  return { first: [], response: [], free: [] };
}

/** An environment that serves one invocation; gives its response time. */
async function serveOne({ fn }: Runner, events: number): Promise<number> {
  const { responseMs, free } = await fn.invoke({ events });
  await free;
  await fn.recycle();
  return responseMs;
}

async function serveMany(
  { fn, table }: Runner,
  events: number,
  invocations: number,
  times: Times,
): Promise<void> {
  for (let invocation = 0; invocation < invocations; invocation++) {
    const { responseMs, free } = await fn.invoke({ events });
    const freeMs = await free;
    // Times are of warm connections; they are closed before the last invocation only.
    if (invocation === invocations - 2) table.dropConnections();
    if (invocation === 0 || invocation === invocations - 1) continue;
    times.response.push(responseMs);
    times.free.push(freeMs);
  }
  await fn.recycle();
}

function lostPercent(recorded: number, stored: number): number {
  return recorded === 0 ? 0 : Math.round((1 - stored / recorded) * 100);
}

async function prepare({ way, name, format }: (typeof WAYS)[number], distance = DISTANCE) {
  const [table, bundle] = await Promise.all([
    startTableServer(distance),
    bundleFunction(name, format),
  ]);
  const runtime = findAwsRuntimeClient() ? "aws-lambda-ric" : "own";
  const fn = createFunction({ file: bundle.file, env: table.env, runtime });
  const runner: Runner = {
    way,
    bytes: bundle.bytes,
    table,
    fn,
    async stop() {
      await fn.stop();
      await Promise.all([table.stop(), bundle.remove()]);
    },
  };
  return runner;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const rounds = Number(process.argv[2] ?? 5);
  console.log(
    `runtime client: ${findAwsRuntimeClient() ? "aws-lambda-ric" : "our own (aws-lambda-ric is not installed)"}, ` +
      `Node.js ${process.version}, a write takes 10 ms\n`,
  );
  const rows = await measureLambda({ environments: rounds });
  console.log(
    markdownTable(
      ["way", "events", "lost of one %", "of many %", "first ms", "response ms", "free ms", "KB"],
      rows.map((row) => [
        row.way,
        row.events,
        row.lostOfOne,
        row.lostOfMany,
        short(row.firstResponseMs),
        short(row.responseMs),
        short(row.freeMs),
        row.bundleKb,
      ]),
    ),
  );
}
