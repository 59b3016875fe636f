import type { EventRecord } from "@service-events/schema";
import type { DeliveryOptions } from "../../delivery/options.js";
import { createEventWriter } from "../../delivery/writer.js";
import type { EventWriter } from "../../event-writer.js";
import type { Entry, Refusal, Sink } from "../../sink.js";
import { sendAcceptable } from "../shared/acceptable.js";
import { type Output, writeLines } from "../shared/stdout.js";
import { assertMetrics, type MetricSettings } from "./settings.js";

/** Names of the metrics, and the bounds of delivery. */
export interface CloudWatchEventWriterConfig extends DeliveryOptions {
  /** Default: `ServiceEvents`. */
  namespace?: string;
  /**
   * Up to 26 more dimensions, the same for all events, such as `{ service: "billing" }`. Alarms must then name them too.
   * Default: none.
   */
  dimensions?: Readonly<Record<string, string>>;
}

/** Lambda splits lines longer than 256 KB; everything but the ids fits easily in the difference. */
const LIMITS = { records: 1_000, bytes: 150_000 };

const MINUTE_MS = 60_000;
/** CloudWatch silently drops events that are older, or further in the future. */
const OLDEST_MS = 14 * 24 * 60 * MINUTE_MS;
const AHEAD_MS = 2 * 60 * MINUTE_MS;

const REFUSED: Refusal = {
  status: "reject",
  reason: "CloudWatch takes metrics from two weeks ago to two hours ahead",
};

/** Events that one line counts. */
interface Count {
  readonly timestamp: number;
  readonly dimensions: Readonly<Record<string, string>>;
  events: number;
  readonly ids: string[];
}

/**
 * Creates the `writeEvent` that counts events in CloudWatch, for alarms and anomaly detection: the metric `Events`, by
 * `origin`, `environment`, `event` and `level`, and for all event types together by `origin`, `environment` and `level`.
 *
 * Each batch prints one line in the embedded metric format for each of those and minute; CloudWatch makes metrics of
 * it wherever it gets the process's stdout as logs, as on Lambda. A sampled event counts with its weight. The line also
 * has the `ids` (the `sk`) of its events, so that an alarm leads to them.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = fanOut(createDynamoEventWriter({ tableName: "event-log" }), createCloudWatchEventWriter());
 */
export function createCloudWatchEventWriter(config: CloudWatchEventWriterConfig = {}): EventWriter {
  const { namespace, dimensions, ...options } = config;
  return createEventWriter(
    createCloudWatchSink({ namespace, dimensions }, process.stdout),
    options,
  );
}

/**
 * Creates the sink that writes counts to a process's stdout.
 *
 * @example
 * const writeEvent = createEventWriter(createCloudWatchSink({ namespace: "Shop" }, process.stdout));
 */
export function createCloudWatchSink(
  { namespace = "ServiceEvents", dimensions = {} }: Partial<MetricSettings>,
  output: Output,
): Sink {
  assertMetrics({ namespace, dimensions });
  const names = Object.keys(dimensions);
  const directive = {
    Namespace: namespace,
    Dimensions: [
      ["origin", "environment", "event", "level", ...names],
      ["origin", "environment", "level", ...names],
    ],
    Metrics: [{ Name: "Events", Unit: "Count" }],
  };

  function toLine({ timestamp, dimensions: own, events, ids }: Count): string {
    return JSON.stringify({
      _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] },
      ...own,
      ...dimensions,
      Events: events,
      ids,
    });
  }

  return {
    name: `cloudwatch:${namespace}`,
    limits: LIMITS,
    encode: (record) => record.sk,
    send(batch) {
      const now = Date.now();
      return sendAcceptable(
        batch,
        ({ record }) => (isInTime(record, now) ? undefined : REFUSED),
        (counted) => writeLines(output, countAll(counted).map(toLine)),
      );
    },
  };
}

function isInTime({ createdAt }: EventRecord<string>, now: number): boolean {
  const age = now - Date.parse(createdAt);
  return age <= OLDEST_MS && age >= -AHEAD_MS;
}

function countAll(batch: readonly Entry[]): Count[] {
  const counts = new Map<string, Count>();
  for (const { record } of batch) {
    const time = Date.parse(record.createdAt);
    const timestamp = time - (time % MINUTE_MS);
    const dimensions = dimensionsOf(record);
    const key = JSON.stringify([timestamp, dimensions]);
    const count = counts.get(key) ?? { timestamp, dimensions, events: 0, ids: [] };
    count.events += record.weight ?? 1;
    count.ids.push(record.sk);
    counts.set(key, count);
  }
  return [...counts.values()];
}

function dimensionsOf(record: EventRecord<string>): Record<string, string> {
  const { origin, environment, event, level = "info" } = record;
  return {
    origin: toDimension(origin),
    environment: toDimension(environment),
    event: toDimension(event),
    level: toDimension(level),
  };
}

/** CloudWatch takes printable ASCII, at least one character of it, and at most 1,024. */
function toDimension(value = "none"): string {
  return (
    value
      .slice(0, 1_024)
      .replace(/[^ -~]/g, "?")
      .trim() || "none"
  );
}
