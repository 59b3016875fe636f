import type { Outcome, RefusalKind } from "../../sink.js";
import type { Content } from "./content.js";
import type { Destination } from "./endpoint.js";
import { type Charset, createPostClient, type HttpAnswer } from "./post.js";
import { retryAfterMs } from "./retry-after.js";

/** What became of a request as a whole. */
export type RequestOutcome = Outcome | { readonly status: "bisect"; readonly reason: string };

/** Reads what an answer says of the records that were sent. */
export type Judge = (answer: HttpAnswer) => RequestOutcome;

/** Sends one request. Never rejects. */
export type Send = (content: Content, signal: AbortSignal) => Promise<RequestOutcome>;

/** Longer answers, such as pages for people, are cut. */
const MAX_REASON_CHARACTERS = 300;

/** Creates the road to a destination: no reason that it gives repeats a secret. */
export function createSender(destination: Destination, judge: Judge, charset?: Charset): Send {
  const { endpoint, headers } = destination;
  const { post } = createPostClient(charset);

  return async function send(content, signal) {
    const request = { endpoint, headers: { ...headers, ...content.headers }, body: content.body };
    try {
      const answer = await post(request, signal);
      return withDiscretion(judge(answer), answer, destination);
    } catch (error) {
      // An error that stands for several, one for each address of a host, has no message of its own.
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
 * Judges by the status alone: 2xx is stored; what `retry` names is worth another try; what `bisect` names may be the
 * fault of one record; everything else is refused for good, redirections, too.
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

/** What a server says, as far as it fits into a line. */
export function toLine(text: string): string {
  return text
    .slice(0, MAX_REASON_CHARACTERS)
    .replace(/[\p{Cc}\ufffd]+/gu, " ")
    .trim();
}
