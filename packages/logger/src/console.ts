import { LEVELS, type Level } from "@service-events/schema";

/** Where lines go: the global console, a Powertools Logger, a pino logger, or anything else with these methods. */
export interface LogConsole {
  // Method syntax, so that loggers with narrower parameters fit.
  debug(...args: unknown[]): unknown;
  info(...args: unknown[]): unknown;
  warn(...args: unknown[]): unknown;
  error(...args: unknown[]): unknown;
}

/** One call of `debug`, `info`, `warn` or `error`, made printable. */
export interface Line {
  readonly level: Level;
  readonly origin: string;
  readonly message: string;
  /** Any JSON value, redacted. */
  readonly context: unknown;
  /** The stack of the Error that the line is about. */
  readonly stack?: string;
  readonly requestId?: string;
  readonly correlationId?: string;
}

export type PrintLine = (line: Line) => void;

/**
 * Chooses how lines are printed: readable ones for `local`, JSON for CloudWatch Logs Insights, and through the given
 * logger if there is one.
 *
 * @throws TypeError when `target` lacks one of the four methods.
 */
export function createPrinter(environment: string, target: LogConsole | undefined): PrintLine {
  if (target !== undefined) return printThrough(target);
  return environment === "local" ? printReadable : printJson;
}

function printReadable({ level, message, context, stack }: Line): void {
  const details = [context, stack].filter((detail) => detail !== undefined);
  console[level](`[${level}] ${message}`, ...details);
}

function printJson(line: Line): void {
  const { level, origin, message, requestId, correlationId, context, stack } = line;
  const text = JSON.stringify({
    level,
    time: new Date().toISOString(),
    origin,
    message,
    requestId,
    correlationId,
    context,
    stack,
  });
  // Lambda's own console prefixes each line, so it would no longer be JSON.
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) process.stdout.write(`${text}\n`);
  else console[level](text);
}

function printThrough(target: LogConsole): PrintLine {
  for (const level of LEVELS) {
    if (typeof target[level] === "function") continue;
    throw new TypeError(
      `console must have the methods debug, info, warn and error; ${level} is ${typeof target[level]}`,
    );
  }
  // pino takes the object first and ignores what comes after the message.
  const objectFirst = "bindings" in target && "isLevelEnabled" in target;

  return ({ level, message, context, stack }) => {
    const details = stack === undefined ? context : { ...asObject(context), stack };
    if (details === undefined) target[level](message);
    else if (objectFirst) target[level](asObject(details), message);
    else target[level](message, details);
  };
}

function asObject(context: unknown): object {
  if (context === undefined) return {};
  return typeof context === "object" && context !== null ? context : { context };
}
