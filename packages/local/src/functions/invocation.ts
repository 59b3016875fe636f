/** An error as Lambda reports it to the caller of a function. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: readonly string[];
}

/** The outcome of an invocation. */
export type InvocationResult =
  | {
      ok: true;
      /** What the handler returned. */
      value: unknown;
      requestId: string;
    }
  | { ok: false; error: FunctionError; requestId: string };

/** A line that a function printed. */
export interface FunctionLine {
  /** The label of the function. */
  functionLabel: string;
  stream: "stdout" | "stderr";
  text: string;
}

/** What is sent to the process of a function. */
export interface InvokeMessage {
  requestId: string;
  /** The event as JSON text. */
  event: string;
  /** ms since 1970 */
  deadline: number;
  traceId: string;
  arn: string;
}

/** What the process of a function sends back. */
export type RuntimeMessage =
  | { type: "ready" }
  | { type: "response"; requestId: string; payload: string }
  | { type: "error"; requestId: string; error: FunctionError }
  /** The process is unusable: its handler cannot be loaded, or it threw an uncaught error. */
  | { type: "failed"; error: FunctionError };
