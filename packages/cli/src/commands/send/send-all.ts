import type { Cli } from "../../cli.js";
import { CliError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import type { LineFile } from "../../files/line-file.js";
import { startProgressBar } from "../../terminal/progress.js";
import { safeJson } from "../../terminal/visible.js";
import { exitCodeOfRefusals } from "../../writing/outcome.js";
import { batchSize } from "./batches.js";
import { createBatchSender, type Sent } from "./delivery.js";
import { createPace } from "./pace.js";
import type { ProgressNote } from "./progress-note.js";
import type { OpenSink } from "./sinks.js";
import type { Batch, Source } from "./source.js";
import { isTooOld } from "./too-old.js";

/** What is sent where, and where is noted how far it is. */
export interface Sending {
  source: Source;
  destination: OpenSink;
  note: ProgressNote;
  lost: LineFile;
  /** The most events in a second. */
  rate: number;
}

/** What came of it, that of the runs before this one included. */
export interface SendResult {
  sent: number;
  undelivered: number;
  tooOld: number;
  unreadable: number;
  /** Why events of this run could not be delivered, and how many. */
  reasons: ReadonlyMap<string, number>;
}

/** So many events in a row are not refused for what they say. */
const MANY = 20;
/** So OTLP's sink says that a place took some of a batch, and did not tell which. */
const TAKEN_IN_PART = /^the server rejected (\d+) records of a batch/;

/**
 * Sends batch after batch. What a batch could not deliver is in the file before the note says that it is behind us, so
 * that a run that ends anywhere leaves no event out.
 *
 * @throws CliError when the place takes nothing at all: then it goes on, later, with the batch that was refused.
 */
export async function sendAll(cli: Cli, work: Sending): Promise<SendResult> {
  const { source, destination, note, lost, rate } = work;
  const { sink } = destination;
  const { resumed } = note;
  const { sent = 0, undelivered = 0, tooOld = 0 } = resumed ?? {};
  const totals = { sent, undelivered, tooOld };
  const reasons = new Map<string, number>();
  const sendBatch = createBatchSender(destination);
  const pace = createPace(rate, cli.io.clock, cli.signal);
  if (resumed) cli.notes.warn(`going on behind ${sent + undelivered + tooOld} events`);
  let unreadable = 0;
  let refusedInARow = 0;
  let isNoted = resumed !== undefined;
  const progress = startProgressBar(cli);

  async function send({ events }: Batch): Promise<void> {
    const due = events.filter((event) => !isTooOld(event, destination));
    const old = events.length - due.length;
    if (old > 0 && totals.tooOld === 0) {
      cli.notes.warn(`${sink.name} takes no events of more than ${destination.hours} hours ago`);
    }
    totals.tooOld += old;
    if (due.length === 0) return;
    await pace.wait(due.length);
    const batch = await sendBatch(due);
    // What a signal ended early is still to be sent.
    cli.signal.throwIfAborted();
    const isTaken = batch.delivered > 0 || isTakenInPart(batch);
    refusedInARow = isTaken ? 0 : refusedInARow + batch.undelivered;
    const isFirst = totals.sent === sent;
    // It is not the events that are to blame, but the address, the key or the place.
    if (!isTaken && (isFirst || refusedInARow >= MANY)) {
      throw refused(sink.name, batch);
    }
    await lost.write(batch.lines);
    totals.sent += batch.delivered;
    totals.undelivered += batch.undelivered;
    for (const [reason, count] of batch.reasons) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    }
  }

  try {
    for await (const batch of source(batchSize(sink, rate), resumed?.cursor)) {
      await send(batch);
      if (batch.cursor !== undefined) {
        await note.keep({ cursor: batch.cursor, ...totals });
        isNoted = true;
      }
      const { share, units } = batch;
      unreadable = batch.unreadable;
      const counts = [`${totals.sent} events`, `${Math.ceil(units)} read units`];
      progress.update({ share, counts });
    }
    await note.remove();
    return { ...totals, unreadable, reasons };
  } catch (error) {
    if (isNoted) cli.notes.warn("unfinished: go on with the same command and --resume");
    throw error;
  } finally {
    progress.stop();
  }
}

function isTakenInPart({ reasons }: Sent): boolean {
  return [...reasons].some(([reason, count]) => Number(TAKEN_IN_PART.exec(reason)?.[1]) < count);
}

function refused(place: string, { undelivered, reasons }: Sent): CliError {
  const why = [...reasons.keys()];
  return new CliError(
    "REFUSED",
    `${place} took none of ${undelivered} events: ${why[0]}`,
    "check address and key; these events are not passed over",
    exitCodeOfRefusals(why),
  );
}

/** Says what came of it, and gives the exit code. */
export async function reportSending(
  cli: Cli,
  { destination, lost }: Sending,
  result: SendResult,
): Promise<ExitCode> {
  const { sent, undelivered, tooOld, unreadable, reasons } = result;
  const { out, notes, options } = cli;
  for (const [reason, count] of reasons) notes.error(`${count} not delivered: ${reason}`);
  if (options.json || !out.isTerminal) {
    const refusals = [...reasons].map(([reason, count]) => ({ reason, count }));
    const file = undelivered > 0 ? { undeliveredFile: lost.path } : undefined;
    const counts = { sent, undelivered, tooOld, unreadable };
    await out.line(safeJson({ to: destination.sink.name, ...counts, refusals, ...file }));
  } else {
    const parts = [
      `${sent} sent to ${destination.sink.name}`,
      ...(undelivered > 0 ? [`${undelivered} not delivered, in ${lost.path}`] : []),
      ...(tooOld > 0 ? [`${tooOld} too old and left out`] : []),
      ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
    ];
    await out.line(parts.join(", "));
  }
  if (reasons.size > 0) return exitCodeOfRefusals([...reasons.keys()]);
  if (undelivered > 0 || unreadable > 0) return EXIT.failure;
  return tooOld > 0 ? EXIT.partial : EXIT.ok;
}
