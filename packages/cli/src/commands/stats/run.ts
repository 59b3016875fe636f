import type { Count, EventLog, Query } from "@service-events/query";
import { escapeHidden, timeOfSortKey, toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { toBoundedQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import type { ExitCode } from "../../exit-code.js";
import { barLines } from "../../format/bars.js";
import { paintLevel } from "../../format/table.js";
import { formatTime, zoneName } from "../../format/time.js";
import { describeRead } from "../../reading/cost.js";
import { type CountOptions, countBudget, endOfCount } from "../../reading/counting.js";
import { withSpinner } from "../../terminal/progress.js";
import { type Bucket, toBuckets } from "./buckets.js";

interface Stats extends Omit<Count, "groups"> {
  times: Bucket[];
  /** The most frequent first. */
  types: { event: string; level?: string; count: number }[];
}

/** `service-events stats`: bars by time and by type. */
export async function runStats(cli: Cli, text: string, options: CountOptions): Promise<ExitCode> {
  const query = toBoundedQuery(text, options, "1h");
  const stats = await withEventLog(cli, (log) =>
    withSpinner(cli, "counting", count(cli, log, query, options.maxUnits)),
  );
  if (cli.options.json || !cli.out.isTerminal) await cli.out.line(toSafeJson(toDocument(stats)));
  else await printStats(cli, stats);
  const total = stats.total === 1 ? "1 event" : `${stats.total} events`;
  const stored = stats.stored === stats.total ? "" : ` (${stats.stored} stored, some sampled)`;
  cli.notes.note(`${total}${stored} · ${describeRead(stats.plan, stats.read)}`);
  return endOfCount(cli, stats, stats.total === 0, options);
}

async function count(
  { signal }: Cli,
  log: EventLog,
  query: Query,
  units: number | undefined,
): Promise<Stats> {
  const { groups, total, stored, ...reading } = await log.count(query, {
    by: ["event", "minute"],
    budget: countBudget(units),
    signal,
  });
  const now = Date.now();
  const counts = groups.minute.map(({ key, count }) => [Date.parse(key ?? ""), count] as const);
  const { from, to } = reading.plan.range;
  const earliest = counts[0]?.[0] ?? now;
  const range = [toMs(from) ?? earliest, toMs(to) ?? now] as const;
  return {
    ...reading,
    total,
    stored,
    times: toBuckets(counts, ...range),
    types: groups.event.map(({ key, count, levels }) => ({
      event: key ?? "",
      level: Object.keys(levels).find((level) => level !== "none"),
      count,
    })),
  };
}

/** The time of a sort key, in ms. */
function toMs(key: string | undefined): number | undefined {
  return key === undefined ? undefined : Date.parse(timeOfSortKey(key));
}

function toDocument({ times, plan: _, stopped: __, ...stats }: Stats): object {
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
    label: escapeHidden(event),
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
