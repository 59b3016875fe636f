import { expect, it } from "@jest/globals";
import { createRedaction } from "./redact.js";

const redaction = createRedaction({ detect: { emails: true } });

/** What expressions start with, what they repeat, and what they look for in vain. */
const PIECES = [
  ...[
    "eyJ.",
    "-----BEGIN PRIVATE KEY-----",
    "Private-Lines: 1 ",
    "token:",
    "token=",
    '"token":"\\',
  ],
  ...[
    "://a:b@",
    "://a@",
    "basic ",
    "1-",
    "4242 ",
    "a@",
    "<token>",
    "<token><![CDATA[",
    "[",
    "{",
    "=",
  ],
  ...[
    "AKIA",
    "token:[",
    "\\n",
    "name=",
    '"name":"',
    "key=",
    "code=",
    "%3D",
    "%22name%22%3A",
    "%25",
  ],
  ...["--a ", "--password ", "- ", "password is ", "<a", ">", "}", '"', "'", "define('", "| "],
  ...["mysql -p", "curl -u a:", "sk-", "glpat-", "a.a.", "$2a$10$", "services/T", "a:b@tcp("],
  ...[":thin:a/", "cookie: ", "authorization: ", 'name="password"', 'name="password"\r\na:b\r\n'],
  ...["\u001b[32m", "a=\\\\", "key=string(1) ", "x".repeat(40), "ab12".repeat(10), "é", "pw={"],
];

/** Two lengths tell a linear time from a quadratic one: 4 times as long against 16. */
const SHORT = 32 * 1024;
const LONG = 4 * SHORT;

it("takes time in proportion to the text, whatever is repeated in it", () => {
  const slow = PIECES.flatMap((first) => PIECES.map((second) => first + second)).filter(
    (piece, index) => {
      // All pairs would take minutes; another part of them would do as well.
      if (index % 31 !== 0) return false;
      const short = costOf(piece, SHORT);
      // A round of the garbage collection is no proof, so what looks slow is asked again.
      const isSlow = () => costOf(piece, LONG) > 10 * Math.max(short, costOf(piece, SHORT), 2_000);
      return isSlow() && isSlow() && isSlow();
    },
  );
  expect(slow).toEqual([]);
});

/** Microseconds of this process. */
function costOf(piece: string, length: number): number {
  const text = piece.repeat(Math.ceil(length / piece.length));
  const start = process.cpuUsage();
  redaction.redactText(text);
  return process.cpuUsage(start).user;
}
