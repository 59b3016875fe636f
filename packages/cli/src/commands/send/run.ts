import { printQuery, type Query } from "@service-events/query";
import { toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { TimeOptions } from "../../command-line/options.js";
import { joinQuery, toBoundedQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { usageError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { openLineFile } from "../../files/line-file.js";
import { confirm } from "../../writing/confirm.js";
import { openProgressNote } from "./progress-note.js";
import { reportSending } from "./report.js";
import { type Sending, sendAll } from "./send-all.js";
import { type OpenSink, openSink, type SinkOptions } from "./sinks.js";
import { fromFile, fromLog, type Source } from "./source.js";
import { describeVolume, measureVolume, type Volume } from "./volume.js";

export interface SendOptions extends TimeOptions, SinkOptions {
  query?: string;
  input?: string;
  rate: number;
  state?: string;
  undelivered?: string;
  resume?: boolean;
  force?: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

/** `service-events send`: sends stored events to a sink. */
export async function runSend(cli: Cli, text: string, options: SendOptions): Promise<ExitCode> {
  const { input } = options;
  const opened = await openSink(cli, options);
  if (input !== undefined) {
    if (joinQuery(text, options.query) !== "" || options.since || options.until) {
      throw usageError(
        "--input cannot be combined with a query or a time",
        "a file is sent as a whole",
      );
    }
    return sendFrom(cli, fromFile(cli, input), { input }, opened, options);
  }
  const query = toBoundedQuery(joinQuery(text, options.query), options, "1h");
  return withEventLog(cli, (log, { tableName }) =>
    sendFrom(cli, fromLog(cli, log, query), asIdentity(tableName, query), opened, options),
  );
}

function asIdentity(tableName: string, query: Query): object {
  return { tableName, query: printQuery(query) };
}

async function sendFrom(
  cli: Cli,
  source: Source,
  what: object,
  opened: OpenSink,
  options: SendOptions,
): Promise<ExitCode> {
  if (options.dryRun) {
    const volume = await measureVolume(cli, source, opened, options.rate);
    await reportVolume(cli, opened, volume);
    return volume.unreadable > 0 ? EXIT.failure : EXIT.ok;
  }
  const { to, resume = false, force = false } = options;
  const { name } = opened.sink;
  const identity = JSON.stringify({ ...what, to: name });
  const note = await openProgressNote(options.state ?? `send-${to}.state.json`, identity, options);
  const undelivered = await openLineFile(options.undelivered ?? `send-${to}.undelivered.ndjson`, {
    append: resume || force,
  });
  if (!note.resumed) await confirmSending(cli, source, opened, options);
  const work: Sending = { source, opened, note, undelivered, rate: options.rate };
  try {
    const result = await sendAll(cli, work);
    return await reportSending(cli, work, result);
  } finally {
    await undelivered.close();
  }
}

async function confirmSending(
  cli: Cli,
  source: Source,
  opened: OpenSink,
  { yes, rate }: SendOptions,
): Promise<void> {
  if (yes || !cli.notes.isTerminal || !cli.io.stdin.isTTY) return;
  const volume = await measureVolume(cli, source, opened, rate);
  warnOfAge(cli, opened, volume.tooOld);
  await confirm(cli, `Send ${describeVolume(volume)} to ${opened.sink.name}?`, yes);
}

function warnOfAge({ notes }: Cli, { sink, maxAgeHours }: OpenSink, tooOld: number): void {
  if (tooOld === 0) return;
  notes.warn(
    `${sink.name} rejects events older than ${maxAgeHours} hours: ${tooOld} will be skipped`,
  );
}

async function reportVolume(cli: Cli, opened: OpenSink, volume: Volume): Promise<void> {
  const { out, options } = cli;
  warnOfAge(cli, opened, volume.tooOld);
  if (options.json || !out.isTerminal) {
    await out.line(toSafeJson({ to: opened.sink.name, ...volume }));
    return;
  }
  await out.line(`${describeVolume(volume)} to ${opened.sink.name}; nothing was sent`);
}
