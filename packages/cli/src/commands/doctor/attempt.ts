import { withTimeout } from "@service-events/query";
import { type Check, skip } from "./check.js";

/** An IAM action that a command needs. */
export interface Action {
  /** Such as `dynamodb:Query`. */
  name: string;
  /** Whether reading the log needs it; otherwise only some commands do. */
  isNeeded: boolean;
  /** What cannot be done without it. */
  purpose: string;
}

/** The answer of a call, or the check that says why there is none. */
export type Attempt<Answer> = { answer: Answer } | { check: Check };

/** How long one call may take, in ms. */
const TIMEOUT_MS = 10_000;

/**
 * Makes a harmless call.
 *
 * @throws Whatever is not about permissions: no credentials, no network.
 */
export async function attempt<Answer>(
  name: string,
  action: Action,
  call: (signal: AbortSignal) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Attempt<Answer>> {
  try {
    return { answer: await call(withTimeout(signal, TIMEOUT_MS)) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    if (error.name === "UnknownOperationException") {
      return { check: skip(name, "not supported by this endpoint") };
    }
    if (error.name === "AccessDeniedException") return { check: denied(name, action) };
    throw error;
  }
}

function denied(name: string, { name: action, isNeeded, purpose }: Action): Check {
  return {
    name,
    status: isNeeded ? "fail" : "warn",
    detail: `${action} is not allowed: ${purpose}`,
    fix: `allow ${action}`,
    missing: action,
  };
}
