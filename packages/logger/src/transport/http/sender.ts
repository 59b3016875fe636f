import type { Outcome, RefusalKind } from "../../sink.js";
import type { Content } from "./content.js";
import type { Destination } from "./endpoint.js";
import { type Charset, createPostClient, type HttpAnswer } from "./post.js";
import { retryAfterMs } from "./retry-after.js";

/** The outcome of a request as a whole. */
export type RequestOutcome = Outcome | { readonly status: "bisect"; readonly reason: string };

/** Reads the outcome of the records from an answer. */
export type Judge = (answer: HttpAnswer) => RequestOutcome;

/** Sends one request. Never rejects. */
export type Send = (content: Content, signal: AbortSignal) => Promise<RequestOutcome>;

/** Longer answers, such as HTML pages, are cut. */
const MAX_REASON_CHARACTERS = 300;

/** Creates the function that posts to an endpoint. Its reasons never contain a secret. */
export function createSender(destination: Destination, judge: Judge, charset?: Charset): Send {
  const { endpoint, headers } = destination;
  const { post } = createPostClient(charset);

  return async function send(content, signal) {
    const request = { endpoint, headers: { ...headers, ...content.headers }, body: content.body };
    try {
      const answer = await post(request, signal);
      return withDiscretion(judge(answer), answer, destination);
    } catch (error) {
      // An AggregateError, with one error per address of a host, has no message.
      const { message, code = "the request failed" } = error as NodeJS.ErrnoException;
      return { status: "retry", reason: destination.discreet(message) || code };
    }
  };
}

function withDiscretion(
  outcome: RequestOutcome,
  answer: HttpAnswer,
  { discreet }: Destination,
): RequestOutcome {
  if (outcome.status === "ok") return outcome;
  const reason = discreet(outcome.reason) || `HTTP ${answer.status}`;
  if (outcome.status !== "retry") return { ...outcome, reason };
  return { ...outcome, reason, afterMs: retryAfterMs(answer.headers) };
}

/**
 * Judges by the status alone: 2xx is stored; a status in `retry` is retried; one in `bisect` may be caused by a single
 * record; everything else, including redirects, is rejected permanently.
 */
export function judgeByStatus(
  retry: (status: number) => boolean,
  bisect: ReadonlySet<number> = new Set(),
): Judge {
  return ({ status, body }) => {
    if (status >= 200 && status < 300) return { status: "ok" };
    const reason = `HTTP ${status} ${toLine(body)}`.trim();
    const kind = kindOf(status);
    if (retry(status)) return { status: "retry", reason, kind };
    return { status: bisect.has(status) ? "bisect" : "reject", reason, kind };
  };
}

function kindOf(status: number): RefusalKind | undefined {
  if (status === 401 || status === 403) return "forbidden";
  return status === 429 ? "throttled" : undefined;
}

/** A server's message, shortened to fit a line. */
export function toLine(text: string): string {
  return text
    .slice(0, MAX_REASON_CHARACTERS)
    .replace(/[\p{Cc}\ufffd]+/gu, " ")
    .trim();
}
