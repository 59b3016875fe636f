import type { Cli } from "../cli.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { safeJson } from "../terminal/visible.js";

/** What came of writing records. */
export interface Writing {
  /** Records that were read. */
  found: number;
  /** Records that are in the table now. */
  delivered: number;
  /** Lines, or parts of some, that hold no record though they should. */
  unreadable: number;
  /** Records that were left out since they have expired. */
  expired: number;
  /** Why records were not written, and how many. */
  refusals: ReadonlyMap<string, number>;
}

const THROTTLED = /throttl|throughput|unprocessed|HTTP 429/i;
const FORBIDDEN =
  /AccessDenied|not authorized|UnrecognizedClient|InvalidSignature|ExpiredToken|HTTP 40[13]/i;

/**
 * Says what came of it: one JSON document with `--json` or in a pipe, a sentence otherwise.
 *
 * @param more What the document holds beside that.
 */
export async function reportWriting(
  { out, notes, options }: Cli,
  writing: Writing,
  more?: object,
): Promise<void> {
  const { found, delivered, unreadable, expired, refusals } = writing;
  for (const [reason, count] of refusals) notes.error(`${count} not written: ${reason}`);
  if (options.json || !out.isTerminal) {
    const reasons = [...refusals].map(([reason, count]) => ({ reason, count }));
    const report = { found, delivered, unreadable, expired, refusals: reasons };
    await out.line(safeJson({ ...report, ...more }));
    return;
  }
  const parts = [
    `${found} found`,
    `${delivered} written`,
    ...(expired > 0 ? [`${expired} expired and left out`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
  ];
  await out.line(parts.join(", "));
}

/** Anything that is not in the table is a failure; repeating the command is harmless. */
export function exitCodeOf({ unreadable, refusals }: Writing): ExitCode {
  if (refusals.size > 0) return exitCodeOfRefusals([...refusals.keys()]);
  return unreadable > 0 ? EXIT.failure : EXIT.ok;
}

/** The exit code when records were refused for these reasons. */
export function exitCodeOfRefusals(reasons: readonly string[]): ExitCode {
  if (reasons.some((reason) => FORBIDDEN.test(reason))) return EXIT.credentials;
  if (reasons.some((reason) => THROTTLED.test(reason))) return EXIT.partial;
  return EXIT.failure;
}
