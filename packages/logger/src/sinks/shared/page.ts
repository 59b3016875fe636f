import type { Judge } from "../../transport/http/sender.js";

/** The beginning of an HTML page, whatever its content type. */
const PAGE = /^\s*<(!doctype\s+html|html)\b/i;

/**
 * Rejects an HTML page as success. A wrong address, a proxy or a captive portal answers 200 with one and has stored
 * nothing. The obstacle may go away, so the request is retried.
 */
export function unlessPage(judge: Judge): Judge {
  return function judgeUnlessPage(answer) {
    const outcome = judge(answer);
    if (outcome.status !== "ok" || !PAGE.test(answer.body)) return outcome;
    return {
      status: "retry",
      reason: `HTTP ${answer.status} with a page for people: url leads elsewhere`,
    };
  };
}
