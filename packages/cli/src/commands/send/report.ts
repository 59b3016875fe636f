import { toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { exitCodeOfRefusals } from "../../writing/refusals.js";
import type { Sending, SendResult } from "./send-all.js";

/** Reports the outcome of a send, and gives the exit code. */
export async function reportSending(
  { out, notes, options }: Cli,
  { opened, undelivered: file }: Sending,
  result: SendResult,
): Promise<ExitCode> {
  const { sent, undelivered, tooOld, unreadable, refusals } = result;
  const { name } = opened.sink;
  for (const { reason, count } of refusals) notes.error(`${count} not delivered: ${reason}`);
  if (options.json || !out.isTerminal) {
    const undeliveredFile = undelivered > 0 ? { undeliveredFile: file.path } : undefined;
    const counts = { sent, undelivered, tooOld, unreadable };
    await out.line(toSafeJson({ to: name, ...counts, refusals, ...undeliveredFile }));
  } else {
    const parts = [
      `${sent} sent to ${name}`,
      ...(undelivered > 0 ? [`${undelivered} not delivered, saved to ${file.path}`] : []),
      ...(tooOld > 0 ? [`${tooOld} too old and skipped`] : []),
      ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
    ];
    await out.line(parts.join(", "));
  }
  if (refusals.length > 0) return exitCodeOfRefusals(refusals);
  if (undelivered > 0 || unreadable > 0) return EXIT.failure;
  return tooOld > 0 ? EXIT.partial : EXIT.ok;
}
