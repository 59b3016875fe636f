import { createDynamoEventWriter, createLogger, type DeliveryOptions } from "../../src/index.js";

/** What a test tells a program, as JSON in the variable `PROGRAM`. */
export interface ProgramOptions {
  origin: string;
  /** How many events are recorded. Default: 10. */
  events?: number;
  /** Characters of text that each event carries besides its number. Default: 0. */
  padding?: number;
  /** How long the final flush may take, in ms. Default: the writer's own. */
  flushMs?: number;
  delivery?: DeliveryOptions;
}

export const options = JSON.parse(process.env.PROGRAM ?? "{}") as ProgramOptions;

export const writer = createDynamoEventWriter({
  tableName: String(process.env.EVENT_LOG_TABLE),
  ...options.delivery,
});

export const logger = createLogger({
  origin: options.origin,
  environment: "prod",
  writeEvent: writer,
});

const text = "x".repeat(options.padding ?? 0);

/** Records the events numbered `from` up to `to`. */
export function record(from = 0, to = options.events ?? 10): void {
  for (let n = from; n < to; n++) {
    logger.event("JOB_STARTED", { description: `event ${n}`, payload: { n, text } });
  }
}
