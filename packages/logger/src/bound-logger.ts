import type { PrintLine } from "./console.js";
import { describeError, errorFields, findError, stackOf } from "./error-details.js";
import type { Bindings, Logger } from "./logger.js";
import { toStorable } from "./payload/storable.js";
import type { RecordWriter } from "./plain-writer.js";
import type { MakeRecord } from "./record.js";
import { EventType, type Level } from "./schema.js";

/** What all loggers of a factory share. */
export interface LoggerCore {
  readonly origin: string;
  /** Whether `debug` prints nothing. */
  readonly silent: boolean;
  readonly print: PrintLine;
  readonly makeRecord: MakeRecord;
}

/** What a logger shares with its children: the place it writes to, and what it has already recorded. */
export interface LoggerFamily {
  readonly writer: RecordWriter;
  /** Errors are recorded once, however often they are logged on their way up. */
  readonly recorded: WeakSet<Error>;
}

/** Creates a logger whose events and lines all carry the bindings. */
export function bindLogger(core: LoggerCore, family: LoggerFamily, bindings: Bindings): Logger {
  const { origin, print, makeRecord } = core;
  const { writer, recorded } = family;
  const { userId, requestId, correlationId, ...fields } = bindings;
  const ids = { userId, requestId, correlationId };
  const hasFields = Object.keys(fields).length > 0;

  function withFields(content: unknown): unknown {
    if (!hasFields) return content;
    if (content === undefined) return fields;
    return isObject(content) ? { ...fields, ...content } : { ...fields, value: content };
  }

  function printLine(level: Level, message: unknown, context: unknown): void {
    const error = findError(context);
    print({
      level,
      origin,
      message: String(message),
      context:
        hasFields || context !== undefined ? toStorable(withFields(context)).value : undefined,
      stack: error && stackOf(error),
      requestId,
      correlationId,
    });
  }

  function recordError(message: unknown, context: unknown): void {
    const error = findError(context);
    if (error === undefined) {
      const payload = withFields(context);
      writer.write(makeRecord(EventType.Error, { ...ids, description: message, payload }));
      return;
    }
    if (recorded.has(error)) return;
    recorded.add(error);
    const payload = withFields(error === context ? errorFields(error) : context);
    const described = describeError(error);
    writer.write(
      makeRecord(EventType.Error, { ...ids, description: message, payload, error: described }),
    );
  }

  return {
    event(event, data) {
      quietly(() => {
        const { description = event, userId = ids.userId, payload } = data ?? {};
        const content = { ...ids, description, userId, payload: withFields(payload) };
        writer.write(makeRecord(event, content));
      });
    },
    debug(message, context) {
      if (!core.silent) quietly(() => printLine("debug", message, context));
    },
    info(message, context) {
      quietly(() => printLine("info", message, context));
    },
    warn(message, context) {
      quietly(() => printLine("warn", message, context));
    },
    error(message, context) {
      quietly(() => printLine("error", message, context));
      quietly(() => recordError(message, context));
    },
    child(more) {
      return bindLogger(core, family, { ...bindings, ...more });
    },
    flush(options) {
      return writer.flush(options);
    },
  };
}

/** Logging must never be why business fails. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    complain(error);
  }
}

/** Says that a call was lost, where there is still somewhere to say it. */
function complain(error: unknown): void {
  try {
    console.warn(`[service-events] a call of the logger failed: ${String(error)}`);
  } catch {
    // A console that throws cannot be told so.
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
