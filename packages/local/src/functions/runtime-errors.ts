import type { FunctionError } from "./invocation.js";

const EXITED = "Runtime.ExitError";
/** The error type of a function that timed out. */
export const TIMED_OUT = "Sandbox.Timedout";

/** Adds the request's id to the message of a process's errors, as Lambda does; errors of its code have none. */
export function withRequestId(error: FunctionError, requestId: string): FunctionError {
  if (error.errorType !== EXITED && error.errorType !== TIMED_OUT) return error;
  return { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` };
}

/** The error of a function that timed out. */
export function timeoutError(timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: TIMED_OUT,
    errorMessage: `Task timed out after ${seconds} seconds`,
    trace: [],
  };
}

/** The error of a function whose process ended, by how it ended. */
export function exitError(how: number | string | null, signal?: string | null): FunctionError {
  const errorMessage =
    how === 0 && !signal
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: ${describe(how, signal)}`;
  return { errorType: EXITED, errorMessage, trace: [] };
}

function describe(how: number | string | null, signal?: string | null): string {
  if (signal) return `signal: ${signal}`;
  return typeof how === "number" ? `exit status ${how}` : String(how);
}
