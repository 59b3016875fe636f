import {
  compareKeys,
  type EventLog,
  isEventId,
  type KeyRange,
  parseEventId,
  type Query,
  type StoredEvent,
} from "@service-events/query";
import { timeOfSortKey } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { TimeOptions } from "../../command-line/options.js";
import { joinQuery, toQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { usageError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { createBadLines } from "../../files/bad-lines.js";
import { LONG_READ } from "../../reading/long-read.js";
import { shareDone } from "../../reading/share-done.js";
import { createLineReader, type LineOptions } from "../../records/line-reader.js";
import type { Parsed } from "../../records/parse-record.js";
import { type ProgressBar, startProgressBar } from "../../terminal/progress.js";
import { pairUp } from "./pairs.js";
import { reportVerification } from "./report.js";
import { type FileScan, inFileOrder, inKeyOrder, scanFile } from "./sorted-file.js";
import { createVerification, type Verification } from "./verification.js";

export interface VerifyOptions extends TimeOptions, LineOptions {
  against: string;
  query?: string;
  ids?: boolean;
}

/** `service-events verify`: the log is compared with a file. */
export async function runVerify(cli: Cli, text: string, options: VerifyOptions): Promise<ExitCode> {
  const { against: file } = options;
  if (file === "-")
    throw usageError(
      "cannot verify against stdin, which cannot be read twice",
      "write it to a file first",
    );
  const lines = createLines(cli, options.ids ? undefined : await createLineReader(options));
  const scan = await scanFile(cli, file, (line, number) => lines.keyOf(line, number));
  const query = toQueryOf(text, options, scan);
  if (!scan.isSorted) cli.notes.note(`sorting ${file} by time first`);
  const result = await withEventLog(cli, (log) => compare(cli, log, query, { file, scan, lines }));
  result.unreadable = lines.unreadable;
  await reportVerification(cli, file, result);
  return isEqual(result) ? EXIT.ok : EXIT.failure;
}

function isEqual({ different, onlyInLog, onlyInFile, unreadable }: Verification): boolean {
  return different + onlyInLog + onlyInFile + unreadable === 0;
}

/** What the query leaves open of its time is that of the file. */
function toQueryOf(text: string, options: VerifyOptions, { first, last }: FileScan): Query {
  const query = toQuery(joinQuery(text, options.query), options);
  const has = (field: string) => query.terms.some((term) => term.field === field);
  if (has("since") || has("id")) return query;
  if (first === undefined || last === undefined) {
    throw usageError("the file contains no events", "set the time range with --since and --until");
  }
  const since = timeOfSortKey(first);
  const until = has("until") ? undefined : justBehind(timeOfSortKey(last));
  return toQuery(joinQuery(text, options.query), {
    ...options,
    since,
    until: options.until ?? until,
  });
}

/** The next possible time of a key: the end of a range is exclusive. */
function justBehind(time: string): string {
  const micros = Number(time.slice(23, 26)) + 1;
  const ms = Date.parse(`${time.slice(0, 23)}Z`) + Math.floor(micros / 1_000);
  if (!Number.isFinite(ms)) return time;
  const digits = String(micros % 1_000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${digits}Z`;
}

interface Lines {
  /** @param number The line, counted from 1, to report it if it is bad; 0 reports nothing. */
  keyOf(line: string, number: number): string | undefined;
  eventOf?(line: string): StoredEvent | undefined;
  readonly unreadable: number;
}

/** @param read Makes the event of a line; without it, only ids are read. */
function createLines(cli: Cli, read: ((line: string) => Parsed) | undefined): Lines {
  const bad = createBadLines(cli.notes);

  function tell(number: number, problem: string): undefined {
    if (number > 0) bad.tell(number, problem);
  }

  function eventOf(line: string): StoredEvent | undefined {
    const parsed = read?.(line);
    return parsed && "record" in parsed ? parsed.record : undefined;
  }

  return {
    ...(read && { eventOf }),
    keyOf(line, number) {
      if (!read) return readId(line) ?? tell(number, "it has neither sk nor id");
      const parsed = read(line);
      return "record" in parsed ? parsed.record.sk : tell(number, parsed.problem);
    },
    get unreadable() {
      return bad.count;
    },
  };
}

/** The sort key that a line of any other shape names. */
function readId(line: string): string | undefined {
  try {
    const { sk, id } = JSON.parse(line) as { sk?: unknown; id?: unknown };
    if (typeof sk === "string" && sk !== "") return sk;
    if (typeof id !== "string") return undefined;
    return isEventId(id) ? parseEventId(id).sk : id;
  } catch {
    return undefined;
  }
}

interface Sides {
  file: string;
  scan: FileScan;
  lines: Lines;
}

async function compare(
  cli: Cli,
  log: EventLog,
  query: Query,
  { file, scan, lines }: Sides,
): Promise<Verification> {
  // Known with the first page, and that is read before anything is compared.
  let range: KeyRange = {};
  const verification = createVerification({
    eventOf: lines.eventOf,
    isInRange: (sk) => isWithin(range, sk),
  });
  const progress = startProgressBar(cli);
  const keyOf = (line: string) => lines.keyOf(line, 0);
  const inOrder = scan.isSorted ? inFileOrder : inKeyOrder;
  try {
    const events = readLog(cli, log, query, progress, (read) => {
      range = read;
    });
    for await (const pair of pairUp(inOrder(cli, file, keyOf), events)) {
      verification.add(pair);
    }
    return verification.result;
  } finally {
    progress.stop();
  }
}

function isWithin({ from, to }: KeyRange, sk: string): boolean {
  if (from !== undefined && compareKeys(sk, from) < 0) return false;
  return to === undefined || compareKeys(sk, to) <= 0;
}

async function* readLog(
  { signal }: Cli,
  log: EventLog,
  query: Query,
  progress: ProgressBar,
  onRange: (range: KeyRange) => void,
): AsyncGenerator<StoredEvent, void, undefined> {
  const now = Date.now();
  let events = 0;
  let units = 0;
  const paging = { ...LONG_READ, order: "oldest", signal } as const;
  for await (const page of log.pages(query, paging)) {
    onRange(page.plan.range);
    events += page.events.length;
    units += page.read.units;
    const last = page.events.at(-1);
    const share = last ? shareDone(page.plan.range, "oldest", last.createdAt, now) : 0;
    progress.update({ share, counts: [`${events} events`, `${Math.ceil(units)} read units`] });
    yield* page.events;
  }
}
