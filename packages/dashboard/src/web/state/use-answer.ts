import { useEffect, useState } from "preact/hooks";
import { type ApiError, toApiError } from "../api/error.js";

/** The state of a request. */
export interface Answer<Value> {
  value?: Value;
  error?: ApiError;
  retry(): void;
}

/**
 * Sends a request per key, and aborts the one before.
 *
 * @param key Identifies the request.
 */
export function useAnswer<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  key: string,
): Answer<Value> {
  const [state, setState] = useState<{ value?: Value; error?: ApiError }>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState({});
    ask(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setState({ value });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ error: toApiError(error) });
      },
    );
    return () => controller.abort();
  }, [key, attempt]);
  return { ...state, retry: () => setAttempt((count) => count + 1) };
}
