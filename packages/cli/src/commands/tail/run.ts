import type { Arrival, EventLog, Query, StoredEvent } from "@service-events/query";
import type { Cli } from "../../cli.js";
import type { FormatOptions } from "../../command-line/options.js";
import { toQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { usageError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { chooseFormat, createPrinter, type EventPrinter } from "../../format/printer.js";

export interface TailOptions extends FormatOptions {
  since?: string;
  lines: number;
  follow?: boolean;
}

/** How far following overlaps with the first page, in ms, so that late events between the two are not missed. */
const OVERLAP_MS = 15_000;

/** `service-events tail`: the newest events, and then those that are stored. */
export async function runTail(cli: Cli, text: string, options: TailOptions): Promise<ExitCode> {
  const query = toQuery(text, options, "1h");
  if (options.follow && query.terms.some(({ field }) => field === "until")) {
    throw usageError("a query with until: cannot be followed", "leave out until: or -f");
  }
  const format = chooseFormat(cli, options.format);
  if (format === "json") throw usageError("tail does not support --format json", "use ndjson");
  const printer = await createPrinter(cli, format, options.fields);
  return withEventLog(cli, async (log) => {
    const start = Date.now();
    const shown = await newest(cli, log, query, options.lines);
    await printer.print(shown);
    if (options.follow) await follow(cli, log, query, { shown, printer, start, options });
    else if (shown.length === 0) cli.notes.note("no events in this time range; try --since 7d");
    return shown.length === 0 && options.failEmpty ? EXIT.empty : EXIT.ok;
  });
}

async function newest(
  { signal }: Cli,
  log: EventLog,
  query: Query,
  limit: number,
): Promise<StoredEvent[]> {
  if (limit === 0) return [];
  const page = await log.query(query, { limit, signal });
  return page.events.reverse();
}

interface Following {
  shown: readonly StoredEvent[];
  printer: EventPrinter;
  /** When the first page was read, in ms. */
  start: number;
  options: TailOptions;
}

async function follow(cli: Cli, log: EventLog, query: Query, following: Following): Promise<void> {
  const { shown, printer, options } = following;
  const known = new Set(shown.map(({ sk }) => sk));
  const last = shown.at(-1)?.sk ?? "";
  let failed = false;
  const arrivals = log.follow(fromThereOn(query, following), {
    ...cli.io.clock.pauses,
    overlap: OVERLAP_MS,
    signal: cli.signal,
    onRetry(error, pause) {
      failed = true;
      cli.notes.warn(`reconnecting in ${Math.ceil(pause / 1000)} s: ${error.message}`);
    },
  });
  cli.notes.note(
    options.lines > 0 && shown.length === 0 ? "no events yet; following" : "following",
  );
  for await (const { event, late } of arrivals) {
    // The overlap repeats events of the first page.
    if (known.has(event.sk)) continue;
    if (failed) cli.notes.warn("reconnected; no events were missed");
    failed = false;
    await printer.print([event], isLate({ event, late }, last) ? "late" : undefined);
  }
  cli.signal.throwIfAborted();
}

function isLate({ event, late }: Arrival, last: string): boolean {
  return late || event.sk < last;
}

/** The same query from the end of the first page on. */
function fromThereOn(query: Query, { shown, start, options }: Following): Query {
  const overlap = new Date(start - OVERLAP_MS).toISOString();
  const isFull = shown.length === options.lines;
  const end = shown[0]?.createdAt ?? new Date(start).toISOString();
  const since = isFull && end > overlap ? end : overlap;
  const terms = query.terms.filter(({ field }) => field !== "since");
  return { terms: [...terms, { field: "since", values: [{ op: "is", text: since }] }] };
}
