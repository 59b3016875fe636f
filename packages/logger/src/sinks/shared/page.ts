import type { Judge } from "../../transport/http/sender.js";

/** How a page for people begins, in whatever type it is sent. */
const PAGE = /^\s*<(!doctype\s+html|html)\b/i;

/**
 * A judge that takes no page for a yes. A wrong address, a proxy or the login of a network answers 200 with one, and has
 * stored nothing: what is in between may pass, so it is worth another try.
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
