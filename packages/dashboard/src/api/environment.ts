import { setMaxListeners } from "node:events";
import { type EventLog, withTimeout } from "@service-events/query";
import type { Context, Hono } from "hono";
import type { SettingsAnswer } from "./answers.js";
import type { Limits, Meters } from "./limits.js";
import type { Reading } from "./reading.js";

/** Shared by all routes. */
export interface ApiContext {
  log: EventLog;
  settings: SettingsAnswer;
  limits: Limits;
  meters: Meters;
}

/** Set by middleware for the routes. */
export interface ApiEnvironment {
  Variables: { caller: string };
}

export type Api = Hono<ApiEnvironment>;

/**
 * What a request reads the log with.
 *
 * @param signal Default: aborts with the connection, or after {@link Limits.timeout}.
 */
export function readingOf(
  { log, meters, limits }: ApiContext,
  { req, get }: Context<ApiEnvironment>,
  signal: AbortSignal = withTimeout(req.raw.signal, limits.timeout),
): Reading {
  // Every partition read in parallel adds a listener, and there may be hundreds.
  setMaxListeners(0, signal);
  return { log, caller: get("caller"), meters, signal, answerBytes: limits.answerBytes };
}

/**
 * One segment of the path, decoded once. Event ids contain `@` and percent escapes of their own, and may be sent unencoded, so a
 * segment with an `@` is used as it is.
 */
export function pathPart({ req }: Context, at: number): string {
  const raw = new URL(req.url).pathname.split("/")[at] ?? "";
  if (raw.includes("@")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
