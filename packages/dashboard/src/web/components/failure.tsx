import { useEffect, useState } from "preact/hooks";
import type { ApiError, FailureKind } from "../api/error.js";
import { toVisibleText } from "../text/visible.js";

const WORDS: Record<FailureKind, { title: string; next: string }> = {
  syntax: { title: "Invalid query", next: "Fix the query, then press Enter." },
  unauthorized: { title: "You are not logged in", next: "Log in to see events." },
  forbidden: {
    title: "You do not have access",
    next: "Ask the owner of this dashboard for access.",
  },
  missing: {
    title: "Not found",
    next: "The event may have expired, or the address is incomplete.",
  },
  throttled: {
    title: "The table is busy",
    next: "Too many reads in a short time. A shorter time range reads less.",
  },
  offline: {
    title: "No connection",
    next: "Check your network, and that the dashboard is still running.",
  },
  failed: {
    title: "Something went wrong",
    next: "Try again. If it keeps failing, check the server's log.",
  },
};

/** An error and what to do next. Syntax errors are shown at the search box instead. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const words = WORDS[error.kind];
  const left = useCountdown(error, onRetry);
  return (
    <div class="state" role="alert" data-kind={error.kind}>
      <h2>{words.title}</h2>
      {error.kind !== "syntax" && <p>{toVisibleText(error.message)}</p>}
      <p class="muted">{error.hint ? toVisibleText(error.hint) : words.next}</p>
      {onRetry && error.kind !== "forbidden" && (
        <button type="button" class="button" onClick={onRetry}>
          {left === undefined ? "Try again" : `Try again now (retrying in ${left} s)`}
        </button>
      )}
    </div>
  );
}

/** Seconds until the next automatic retry, if there is one. */
function useCountdown(error: ApiError, onRetry?: () => void): number | undefined {
  const isPassing = error.kind === "throttled" || error.kind === "offline";
  const start = isPassing ? Math.ceil(error.retryAfter ?? 10) : undefined;
  const [left, setLeft] = useState(start);
  useEffect(() => {
    setLeft(start);
    if (start === undefined || !onRetry) return;
    let seconds = start;
    const timer = setInterval(() => {
      seconds -= 1;
      setLeft(Math.max(seconds, 0));
      if (seconds > 0) return;
      clearInterval(timer);
      onRetry();
    }, 1_000);
    const now = () => onRetry();
    addEventListener("online", now);
    return () => {
      clearInterval(timer);
      removeEventListener("online", now);
    };
  }, [error]);
  return onRetry ? left : undefined;
}
