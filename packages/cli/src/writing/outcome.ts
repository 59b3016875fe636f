import { toSafeJson } from "@service-events/schema";
import type { Cli } from "../cli.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { exitCodeOfRefusals, type RefusalCount } from "./refusals.js";

/** The outcome of writing records into a table. */
export interface Writing {
  /** Records that were read. */
  found: number;
  /** Records that are in the table now. */
  delivered: number;
  /** Lines, or parts of lines, that should hold a record but do not. */
  unreadable: number;
  /** Records that were skipped because they have expired. */
  expired: number;
  refusals: readonly RefusalCount[];
}

/**
 * Reports the outcome: one JSON document with `--json` or in a pipe, a sentence otherwise.
 *
 * @param more Added to the document.
 */
export async function reportWriting(
  { out, notes, options }: Cli,
  writing: Writing,
  more?: object,
): Promise<void> {
  const { found, delivered, unreadable, expired, refusals } = writing;
  for (const { reason, count } of refusals) notes.error(`${count} not written: ${reason}`);
  if (options.json || !out.isTerminal) {
    await out.line(toSafeJson({ found, delivered, unreadable, expired, refusals, ...more }));
    return;
  }
  const parts = [
    `${found} found`,
    `${delivered} written`,
    ...(expired > 0 ? [`${expired} expired and skipped`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
  ];
  await out.line(parts.join(", "));
}

/** Anything that is not in the table is a failure; the command can safely be repeated. */
export function exitCodeOf({ unreadable, refusals }: Writing): ExitCode {
  if (refusals.length > 0) return exitCodeOfRefusals(refusals);
  return unreadable > 0 ? EXIT.failure : EXIT.ok;
}
