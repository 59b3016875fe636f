import { EventType, type Level } from "@service-events/schema";
import type { Catalogue } from "./catalogue/definition.js";
import type { EventRules, RuleBook } from "./catalogue/rules.js";
import type { PrintLine } from "./console.js";
import type { RecordWriter } from "./event-writer.js";
import type { Bindings, Logger } from "./logger-interface.js";
import type { Redaction } from "./payload/redact.js";
import { toStorable } from "./payload/storable.js";
import { cleanText } from "./record/clean-text.js";
import { describeError, errorFields, findError, stackOf } from "./record/error-details.js";
import { readData } from "./record/read-data.js";
import type { MakeRecord, RecordContent } from "./record/record.js";
import { storedStack } from "./record/stack.js";
import type { Registration } from "./sink.js";

/** What all loggers of a factory share. */
export interface LoggerCore {
  readonly origin: string;
  /** Whether `debug` prints nothing. */
  readonly silent: boolean;
  readonly print: PrintLine;
  readonly rules: RuleBook;
  readonly makeRecord: MakeRecord;
  /** Whether the events of errors have their stack. */
  readonly errorStack: boolean;
}

/** What a logger shares with its children: its writer, and the errors it has already recorded. */
export interface LoggerFamily {
  readonly writer: RecordWriter;
  /** Undefined if the sink has no registry: its readers could not learn of more than one shard. */
  readonly registration: Registration | undefined;
  /** Errors are recorded once, however often they are logged on their way up. */
  readonly recorded: WeakSet<Error>;
}

/** Longer messages are cut, in bytes: CloudWatch takes 256 KB a line. */
const MAX_MESSAGE_BYTES = 32_768;

/** Creates a logger whose events and lines all carry the bindings. */
export function bindLogger(
  core: LoggerCore,
  family: LoggerFamily,
  bindings: Bindings,
): Logger<Catalogue> {
  const { origin, print, rules, makeRecord } = core;
  const errorRules = rules.find(EventType.Error);
  const { writer, recorded, registration } = family;
  const { userId, requestId, correlationId, ...fields } = bindings;
  const ids = { userId, requestId, correlationId };
  const shared = Object.keys(fields).length > 0 ? fields : undefined;

  function write(eventRules: EventRules, content: RecordContent): void {
    writer.write(makeRecord(eventRules, content, registration?.isKnown === true));
  }

  function printLine(
    level: Level,
    message: unknown,
    context: unknown,
    redaction: Redaction | undefined = rules.redaction,
  ): void {
    const error = findError(context);
    const content = context === undefined ? shared : context;
    print({
      level,
      origin,
      message: cleanText(String(message), MAX_MESSAGE_BYTES, redaction),
      context:
        content === undefined
          ? undefined
          : toStorable(content, { redaction, root: "context", bindings: shared }).value,
      stack: error && cleanText(stackOf(error), MAX_MESSAGE_BYTES, redaction),
      requestId,
      correlationId,
    });
  }

  function recordError(message: unknown, context: unknown): void {
    const error = findError(context);
    if (error === undefined) {
      const payload = context;
      write(errorRules, { ...ids, description: message, payload, bindings: shared });
      return;
    }
    if (recorded.has(error)) return;
    recorded.add(error);
    const { redaction } = errorRules;
    const stack = core.errorStack ? storedStack(error, redaction) : undefined;
    write(errorRules, {
      ...ids,
      description: message,
      payload: error === context ? errorFields(error) : context,
      bindings: shared,
      error: { ...describeError(error, redaction), ...(stack && { stack }) },
    });
  }

  return {
    event(type: unknown, data?: unknown) {
      quietly(() => {
        const found = rules.find(type);
        // Decided before any work is done: a dropped event should cost nothing.
        if (found.sample < 1 && Math.random() >= found.sample) return;
        const said = readData(data ?? {});
        // Written out: spreading the ids takes ten times as long as everything else here.
        const content = {
          description: said.description,
          userId: said.userId === undefined ? userId : said.userId,
          requestId,
          correlationId,
          payload: said.payload,
          bindings: shared,
          retention: said.retention,
          invalid: found.findIssues(said.payload),
          lost: said.lost,
        };
        write(found, content);
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
      quietly(() => printLine("error", message, context, errorRules.redaction));
      quietly(() => recordError(message, context));
    },
    child(more) {
      return bindLogger(core, family, { ...bindings, ...readable(more) });
    },
    flush(options) {
      return writer.flush(options);
    },
  };
}

/** A copy without the properties that throw when they are read. */
function readable(bindings: Bindings): Bindings {
  const copy: Bindings = {};
  quietly(() => {
    for (const key of Object.keys(bindings ?? {})) {
      quietly(() => {
        copy[key] = bindings[key];
      });
    }
  });
  return copy;
}

/** Logging must never break the caller. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    complain(error);
  }
}

/** Reports a failed call, if the console still works. */
function complain(error: unknown): void {
  try {
    console.warn(`[service-events] a call of the logger failed: ${String(error)}`);
  } catch {
    // The console itself throws: nothing can be reported.
  }
}
