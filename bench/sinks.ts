/**
 * CPU per delivered event for each sink, next to OpenTelemetry's own SDK: `pnpm bench sinks [rounds=3]`.
 *
 * Each way is bundled and runs in its own process; it sends to a server in another process that accepts everything, or
 * to /dev/null. The ways take turns, and each one's best round counts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WayCost } from "./delivery/measure.js";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short } from "./lib/table.js";

interface Way {
  readonly name: string;
  readonly entry: "sinks/ours.ts" | "sinks/opentelemetry.ts";
  readonly way: string;
  /** Per round: enough for the JIT to be done after the first. */
  readonly events: number;
}

const ours = (name: string, way: string, events = 40_000): Way => {
  return { name, entry: "sinks/ours.ts", way, events };
};
const theirs = (name: string, way: string): Way => {
  return { name, entry: "sinks/opentelemetry.ts", way, events: 40_000 };
};

/** What the others are compared with: its defaults, with protobuf. */
const REFERENCE = theirs("OpenTelemetry SDK, protobuf", "protobuf");

const WAYS: readonly Way[] = [
  theirs("OpenTelemetry SDK, protobuf and gzip", "protobuf gzip"),
  theirs("OpenTelemetry SDK, JSON", "json"),
  theirs("OpenTelemetry SDK, JSON and gzip", "json gzip"),
  ours("record and queue alone, sent nowhere", "nowhere"),
  ours("`/otlp`, protobuf", "otlp protobuf"),
  ours("`/otlp`, protobuf and gzip", "otlp protobuf gzip"),
  ours("`/otlp`, JSON", "otlp json"),
  ours("`/otlp`, JSON and gzip", "otlp json gzip"),
  ours("`/datadog`, gzip", "datadog"),
  ours("`/newrelic`, gzip", "newrelic"),
  ours("`/firehose`", "firehose"),
  ours("DynamoDB", "dynamodb"),
  ours("`/eventbridge`", "eventbridge"),
  ours("`/webhook`", "webhook", 4_000),
  ours("`/cloudwatch`", "cloudwatch"),
  ours("`/console`", "console"),
];

const rounds = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), "bench-sinks-"));
const server = await startNullServer();
try {
  const [reference = Number.NaN, ...costs] = await measure([REFERENCE, ...WAYS]);
  console.log(
    markdownTable(
      ["one event", "CPU µs", "of the SDK's"],
      [
        [REFERENCE.name, short(reference), ""],
        ...WAYS.map(({ name }, way) => {
          const cost = costs[way] ?? Number.NaN;
          return [name, short(cost), short(cost / reference)];
        }),
      ],
    ),
  );
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

/** The best of the rounds for each way, in CPU microseconds for an event. */
async function measure(ways: readonly Way[]): Promise<number[]> {
  const bundles = {
    "sinks/ours.ts": await bundle("sinks/ours.ts", folder),
    "sinks/opentelemetry.ts": await bundle("sinks/opentelemetry.ts", folder),
  };
  const best = ways.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { entry, way, events }] of ways.entries()) {
      const env = {
        ...server.env,
        BENCH_URL: `${server.endpoint}/v1/logs`,
        BENCH_EVENTS: String(events),
        BENCH_WAY: way,
      };
      const { microseconds } = await runChild<WayCost>(bundles[entry].file, { env });
      best[index] = Math.min(best[index] ?? microseconds, microseconds);
    }
    console.error(`sinks: round ${round + 1} of ${rounds}: ${best.map(short).join(", ")}`);
  }
  return best;
}
