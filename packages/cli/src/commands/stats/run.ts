import type { EventLog, Query } from "@service-events/query";
import type { Cli } from "../../cli.js";
import type { TimeOptions } from "../../command-line/options.js";
import { toBoundedQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { barLines } from "../../format/bars.js";
import { paintLevel } from "../../format/table.js";
import { formatTime, zoneName } from "../../format/time.js";
import { describeRead } from "../../reading/cost.js";
import { createTally, type Reading, readThrough } from "../../reading/tally.js";
import { withSpinner } from "../../terminal/progress.js";
import { safeJson, visible } from "../../terminal/visible.js";
import { type Bucket, toBuckets } from "./buckets.js";

export interface StatsOptions extends TimeOptions {
  maxUnits?: number;
  failEmpty?: boolean;
}

interface Stats extends Reading {
  total: number;
  times: Bucket[];
  /** The most frequent first. */
  types: { event: string; level?: string; count: number }[];
}

/** `service-events stats`: bars by time and by type. */
export async function runStats(cli: Cli, text: string, options: StatsOptions): Promise<ExitCode> {
  const query = toBoundedQuery(text, options, "1h");
  const stats = await withEventLog(cli, (log) =>
    withSpinner(cli, "counting", count(cli, log, query, options.maxUnits)),
  );
  if (cli.options.json || !cli.out.isTerminal) await cli.out.line(safeJson(toDocument(stats)));
  else await printStats(cli, stats);
  const total = stats.total === 1 ? "1 event" : `${stats.total} events`;
  cli.notes.note(`${total} · ${describeRead(stats.plan, stats.read)}`);
  if (!stats.complete) {
    const since = stats.reached ? ` since ${stats.reached}` : "";
    cli.notes.warn(`counted only events${since}: --max-units is used up`);
    return EXIT.partial;
  }
  return stats.total === 0 && options.failEmpty ? EXIT.empty : EXIT.ok;
}

async function count(
  { signal }: Cli,
  log: EventLog,
  query: Query,
  units: number | undefined,
): Promise<Stats> {
  const types = createTally();
  const levels = new Map<string, string | undefined>();
  const minutes = createTally();
  const reading = await readThrough(
    log,
    query,
    { units, signal },
    ({ event, level, createdAt }) => {
      types.add(event);
      levels.set(event, level);
      minutes.add(createdAt.slice(0, 16));
    },
  );
  const now = Date.now();
  const counts = [...minutes.counts].map(
    ([minute, seen]) => [Date.parse(`${minute}Z`), seen] as const,
  );
  const { from, to } = reading.plan.range;
  const earliest = counts.reduce((least, [time]) => Math.min(least, time), now);
  const range = [toMs(from) ?? earliest, toMs(to) ?? now] as const;
  return {
    ...reading,
    total: counts.reduce((sum, [, seen]) => sum + seen, 0),
    times: toBuckets(counts, ...range),
    types: [...types.counts]
      .map(([event, seen]) => ({ event, level: levels.get(event), count: seen }))
      .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1)),
  };
}

/** The time that a sort key begins with, in ms. */
function toMs(key: string | undefined): number | undefined {
  return key === undefined ? undefined : Date.parse(`${key.slice(0, 23)}Z`);
}

function toDocument({ times, plan: _, ...stats }: Stats): object {
  return {
    ...stats,
    times: times.map(({ at, count }) => ({ time: new Date(at).toISOString(), count })),
  };
}

async function printStats({ out, colors, options, io }: Cli, stats: Stats): Promise<void> {
  const utc = options.utc === true;
  const style = { columns: out.columns, ascii: io.env.TERM === "dumb" };
  const times = stats.times.map(({ at, count }) => ({
    label: formatTime(new Date(at).toISOString(), utc).slice(0, 16),
    count,
    paint: colors.cyan,
  }));
  const types = stats.types.map(({ event, level, count }) => ({
    label: visible(event),
    count,
    paint: (text: string) => (level ? paintLevel(text, level, colors) : text),
  }));
  await out.line(colors.dim(`TIME ${zoneName(utc, Date.now())}`));
  for (const line of barLines(times, style)) await out.line(line);
  if (types.length === 0) return;
  await out.line("");
  await out.line(colors.dim("EVENT"));
  for (const line of barLines(types, style)) await out.line(line);
}
