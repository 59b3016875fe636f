import { randomBytes } from "node:crypto";
import {
  createDynamoEventWriter,
  createLogger,
  type DeliveryOptions,
  EventType,
  type EventWriter,
  type Logger,
} from "../../src/index.js";

/** What a test tells a program, as JSON in the variable `PROGRAM`. */
export interface ProgramOptions {
  origin: string;
  /** Default: 1. */
  shards?: number;
  /** How many events are recorded. Default: 10. */
  events?: number;
  /** Characters of text that each event carries besides its number. Default: 0. */
  padding?: number;
  /** Whether that text can be compressed to next to nothing. Default: it cannot. */
  compressible?: boolean;
  /** How long the final flush may take, in ms. Default: the writer's own. */
  flushMs?: number;
  delivery?: DeliveryOptions;
  storm?: {
    /** Who else listens to signals. */
    host: string;
    /** The mean time between two events, in ms. */
    gapMs: number;
  };
  /** Where a spool keeps its files. */
  folder?: string;
}

export const options = JSON.parse(process.env.PROGRAM ?? "{}") as ProgramOptions;

export const writer = createDynamoEventWriter({
  tableName: String(process.env.EVENT_LOG_TABLE),
  ...options.delivery,
  ...(options.storm?.host === "shutdown" && { signals: false }),
});

/** A logger of this program's origin. */
export function loggerTo(writeEvent: EventWriter): Logger {
  const { origin, shards } = options;
  return createLogger({ origin, shards, environment: "prod", writeEvent });
}

const logger = loggerTo(writer);

/** A separate string for each event: a shared one would be stored only once. */
function paddingOf(n: number): string {
  const { padding = 0, compressible = false } = options;
  if (padding === 0) return "";
  if (compressible)
    return String(n)
      .padEnd(8)
      .repeat(padding / 8);
  return randomBytes(padding).toString("base64").slice(0, padding);
}

/** Records the events numbered `from` up to `to`. */
export function record(from = 0, to = options.events ?? 10, through = logger): void {
  for (let n = from; n < to; n++) {
    const payload = { n, text: paddingOf(n) };
    through.event(EventType.JobStarted, { description: `event ${n}`, payload });
  }
}
