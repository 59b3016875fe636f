import { useEffect, useState } from "preact/hooks";
import { type ApiError, toApiError } from "../api/error.js";

/** An answer of the API on its way, there, or failed. */
export interface Answer<Value> {
  value?: Value;
  error?: ApiError;
  retry(): void;
}

/**
 * Asks once for each key, and gives up what is no longer wanted.
 *
 * @param key What the question depends on.
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
