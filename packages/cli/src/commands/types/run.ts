import { type Count, type EventLog, matchesName, type Query } from "@service-events/query";
import { escapeHidden, toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { toBoundedQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import type { ExitCode } from "../../exit-code.js";
import { paintLevel } from "../../format/table.js";
import { describeRead } from "../../reading/cost.js";
import { type CountOptions, countBudget, endOfCount } from "../../reading/counting.js";
import { withSpinner } from "../../terminal/progress.js";
import { cut, padEnd, padStart, widthOf } from "../../terminal/text-width.js";
import { mergeTypes, type TypeRow } from "./merge-types.js";

/** `service-events types`: the declared types beside what is stored. */
export async function runTypes(cli: Cli, text: string, options: CountOptions): Promise<ExitCode> {
  const query = toBoundedQuery(text, options, "1h");
  const { rows, reading } = await withEventLog(cli, (log) =>
    withSpinner(cli, "counting", listTypes(cli, log, query, options.maxUnits)),
  );
  if (cli.options.json || !cli.out.isTerminal) {
    for (const row of rows) await cli.out.line(toSafeJson(row));
  } else {
    for (const line of tableLines(cli, rows)) await cli.out.line(line);
  }
  cli.notes.note(`${rows.length} types · ${describeRead(reading.plan, reading.read)}`);
  return endOfCount(cli, reading, rows.length === 0, options);
}

async function listTypes(
  { signal }: Cli,
  log: EventLog,
  query: Query,
  units: number | undefined,
): Promise<{ rows: TypeRow[]; reading: Count<"type"> }> {
  const reading = await log.count(query, { by: ["type"], budget: countBudget(units), signal });
  const origins = await log.origins({ signal });
  const terms = query.terms.filter(({ field }) => field === "origin");
  const listed = origins.filter(({ origin }) => terms.every((term) => matchesName(term, origin)));
  const counts = new Map(reading.groups.type.map(({ key, count }) => [key ?? "", count]));
  return { rows: mergeTypes(listed, counts), reading };
}

const HEADS = ["ORIGIN", "EVENT", "COUNT", "LEVEL", "KEPT", "DESCRIPTION"];
const COUNT_COLUMN = 2;

function tableLines({ colors, out }: Cli, rows: readonly TypeRow[]): string[] {
  const cells = rows.map(({ origin, event, count, level, retentionDays, description, unknown }) => [
    escapeHidden(origin),
    escapeHidden(event),
    String(count),
    escapeHidden(level ?? ""),
    retentionText(retentionDays),
    unknown ? "not in the catalogue" : escapeHidden(description ?? ""),
  ]);
  const widths = HEADS.map((head, at) =>
    Math.max(widthOf(head), ...cells.map((row) => widthOf(row[at] ?? ""))),
  );
  const lay = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === COUNT_COLUMN ? padStart : padEnd)(cell, widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  if (rows.length === 0) return [];
  return [
    colors.dim(lay(HEADS)),
    ...cells.map((row, at) => {
      const line = cut(lay(row), out.columns);
      return rows[at]?.unknown ? colors.yellow(line) : paintLevel(line, rows[at]?.level, colors);
    }),
  ];
}

function retentionText(days: number | null | undefined): string {
  if (days === undefined) return "";
  return days === null ? "forever" : `${days}d`;
}
