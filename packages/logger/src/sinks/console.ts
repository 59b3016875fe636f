import type { EventRecord } from "@service-events/schema";
import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import type { Sink } from "../sink.js";
import { type Output, writeLines } from "./shared/stdout.js";

/** The bounds of delivery. */
export type ConsoleEventWriterConfig = DeliveryOptions;

const LIMITS = { records: 1_000, bytes: 1024 * 1024 };

/** Characters that would move a terminal's cursor, or end the line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it matches
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Creates the `writeEvent` that prints each event on stdout: one line of JSON, or, in the environment `local`, a
 * readable one. For containers whose stdout is collected, for trying the logger without a table, and for tests.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createConsoleEventWriter();
 */
export function createConsoleEventWriter(config: ConsoleEventWriterConfig = {}): EventWriter {
  return createEventWriter(createConsoleSink(process.stdout), config);
}

/**
 * Creates the sink of a process's stdout.
 *
 * @example
 * const writeEvent = createEventWriter(createConsoleSink(process.stdout));
 */
export function createConsoleSink(output: Output): Sink {
  return {
    name: "console",
    limits: LIMITS,
    encode: (record) =>
      record.environment === "local" ? readable(record) : JSON.stringify(record),
    send: (batch) =>
      writeLines(
        output,
        batch.map(({ text }) => text),
      ),
  };
}

function readable(record: EventRecord<string>): string {
  const { createdAt, level = "info", origin, event, description, userId, payload } = record;
  const parts = [createdAt.slice(11, 23), level.padEnd(5), origin, event, description];
  if (userId !== undefined) parts.push(`user=${userId}`);
  if (payload !== undefined) parts.push(JSON.stringify(payload));
  return parts.join("  ").replace(CONTROLS, " ");
}
