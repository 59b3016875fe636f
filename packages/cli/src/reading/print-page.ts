import { type EventLog, type Page, type Query, toPlainEvent } from "@service-events/query";
import { toSafeJson } from "@service-events/schema";
import type { Cli } from "../cli.js";
import type { FormatOptions } from "../command-line/options.js";
import { withEventLog } from "../connection/open-log.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { parseFields } from "../format/fields.js";
import { chooseFormat, createPrinter } from "../format/printer.js";
import { withSpinner } from "../terminal/progress.js";
import { describeRead } from "./cost.js";

/** Reads one page, prints its events, and notes the cost on stderr. */
export async function printPage(
  cli: Cli,
  query: Query,
  output: FormatOptions,
  paging: Parameters<EventLog["query"]>[1],
): Promise<ExitCode> {
  const format = chooseFormat(cli, output.format);
  // Reject a wrong list of fields before reading.
  if (output.fields !== undefined) parseFields(output.fields);
  const page = await withEventLog(cli, (log) =>
    withSpinner(cli, "reading", log.query(query, { ...paging, signal: cli.signal })),
  );
  if (format === "json") await cli.out.line(toDocument(page, output.fields));
  else await (await createPrinter(cli, format, output.fields)).print(page.events);
  summarize(cli, page);
  if (page.stopped !== "end" && page.stopped !== "limit") return EXIT.partial;
  return page.events.length === 0 && output.failEmpty ? EXIT.empty : EXIT.ok;
}

function toDocument({ events, ...page }: Page, list: string | undefined): string {
  const fields = list === undefined ? undefined : parseFields(list);
  return toSafeJson({ events: events.map((event) => toPlainEvent(event, fields)), ...page });
}

function summarize({ notes }: Cli, { events, cursor, complete, stopped, plan, read }: Page): void {
  const count = events.length === 1 ? "1 event" : `${events.length} events`;
  notes.note(`${count}, ${complete ? "complete" : "more available"} · ${describeRead(plan, read)}`);
  if (events.length === 0 && complete) notes.note("no events in this time range; try --since 7d");
  if (cursor) notes.note(`next page: --cursor ${cursor}`);
  if (stopped !== "end" && stopped !== "limit") {
    notes.warn(`stopped early: the ${stopped} budget is used up; continue with --cursor`);
  }
  if (plan.advice) notes.note(`with the index ${plan.advice.index}, ${plan.advice.why}`);
}
