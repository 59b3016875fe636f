import type { FunctionError } from "./invocation.js";

const EXITED = "Runtime.ExitError";
/** The type of the error of a function that took too long. */
export const TIMED_OUT = "Sandbox.Timedout";

/** Errors of the process, not of the code in it, name the request in their message, as on Lambda. */
export function withRequestId(error: FunctionError, requestId: string): FunctionError {
  if (error.errorType !== EXITED && error.errorType !== TIMED_OUT) return error;
  return { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` };
}

/** What a caller is told when a function took longer than it may. */
export function timeoutError(timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: TIMED_OUT,
    errorMessage: `Task timed out after ${seconds} seconds`,
    trace: [],
  };
}

/** What a caller is told when the process of a function ended, by the way in which it did. */
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
