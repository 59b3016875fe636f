import type { Cli } from "../../cli.js";
import { CliError } from "../../errors.js";
import type { LineFile } from "../../files/line-file.js";
import { startProgressBar } from "../../terminal/progress.js";
import { createRefusals, exitCodeOfRefusals, type RefusalCount } from "../../writing/refusals.js";
import { batchSize } from "./batches.js";
import { createBatchSender, type Sent } from "./delivery.js";
import { createPace } from "./pace.js";
import type { ProgressNote } from "./progress-note.js";
import type { OpenSink } from "./sinks.js";
import type { Batch, Source } from "./source.js";
import { isTooOld } from "./too-old.js";

/** What to send, where to, and where progress is saved. */
export interface Sending {
  source: Source;
  opened: OpenSink;
  note: ProgressNote;
  undelivered: LineFile;
  /** The most events per second. */
  rate: number;
}

/** The outcome, earlier runs that this one resumed included. */
export interface SendResult {
  sent: number;
  undelivered: number;
  tooOld: number;
  unreadable: number;
  /** Why events of this run could not be delivered. */
  refusals: readonly RefusalCount[];
}

/** If this many events in a row are rejected, their content is not the reason. */
const MANY = 20;

/**
 * Sends batch after batch. Undelivered events are in their file before the note says that their batch is done, so a run
 * that ends anywhere skips no event.
 *
 * @throws CliError when the sink accepts nothing at all: a later run then begins with the rejected batch.
 */
export async function sendAll(cli: Cli, work: Sending): Promise<SendResult> {
  const { source, opened, note, rate } = work;
  const { sink } = opened;
  const { resumed } = note;
  const { sent = 0, undelivered = 0, tooOld = 0 } = resumed ?? {};
  const totals = { sent, undelivered, tooOld };
  const refusals = createRefusals();
  const sendBatch = createBatchSender(opened);
  const pace = createPace(rate, cli.io.clock, cli.signal);
  if (resumed) cli.notes.warn(`resuming after ${sent + undelivered + tooOld} events`);
  let unreadable = 0;
  let rejectedInARow = 0;
  let isNoted = resumed !== undefined;
  const progress = startProgressBar(cli);

  async function send({ events }: Batch): Promise<void> {
    const due = events.filter((event) => !isTooOld(event, opened));
    const old = events.length - due.length;
    if (old > 0 && totals.tooOld === 0) {
      cli.notes.warn(`${sink.name} rejects events older than ${opened.maxAgeHours} hours`);
    }
    totals.tooOld += old;
    if (due.length === 0) return;
    await pace.wait(due.length);
    const batch = await sendBatch(due);
    // A batch that a signal cut short has to be sent again.
    cli.signal.throwIfAborted();
    rejectedInARow = batch.isAccepted ? 0 : rejectedInARow + batch.undelivered;
    const isFirst = totals.sent === sent;
    if (!batch.isAccepted && (isFirst || rejectedInARow >= MANY)) {
      throw rejectedAll(sink.name, batch);
    }
    await work.undelivered.write(batch.lines);
    totals.sent += batch.delivered;
    totals.undelivered += batch.undelivered;
    refusals.merge(batch.refusals);
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
    return { ...totals, unreadable, refusals: refusals.counts };
  } catch (error) {
    if (isNoted) cli.notes.warn("unfinished: repeat the command with --resume to continue");
    throw error;
  } finally {
    progress.stop();
  }
}

function rejectedAll(sink: string, { undelivered, refusals }: Sent): CliError {
  return new CliError(
    "REFUSED",
    `${sink} rejected all of ${undelivered} events: ${refusals[0]?.reason}`,
    "check the address and the key; a later run sends these events first",
    exitCodeOfRefusals(refusals),
  );
}
