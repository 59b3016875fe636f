import {
  describePlan,
  type EventLog,
  type Explanation,
  type Page,
  type Query,
} from "@service-events/query";
import type { Cli } from "../cli.js";
import type { FormatOptions } from "../commands/options.js";
import type { QueryOptions } from "../commands/query.js";
import type { UserOptions } from "../commands/user.js";
import { withEventLog } from "../connection/open-log.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { parseFields } from "../format/fields.js";
import { toPlain } from "../format/ndjson.js";
import { withSpinner } from "../terminal/progress.js";
import { safeJson, visible } from "../terminal/visible.js";
import { describeRead } from "./cost.js";
import { chooseFormat, createPrinter } from "./printer.js";
import { toQuery } from "./query-text.js";

/** `service-events query`: one page. */
export async function runQuery(cli: Cli, text: string, options: QueryOptions): Promise<ExitCode> {
  const query = toQuery(text, options, options.until === undefined ? "1h" : undefined);
  const { limit, cursor, order, maxUnits, explain } = options;
  if (explain) return withEventLog(cli, (log) => explainQuery(cli, log, query, { limit, order }));
  const budget = maxUnits === undefined ? {} : { budget: { units: maxUnits } };
  return printPage(cli, query, options, { limit, cursor, order, ...budget });
}

/** `service-events user`: one page of what happened to a user, from all that is kept. */
export async function runUser(
  cli: Cli,
  user: string,
  text: string,
  options: UserOptions,
): Promise<ExitCode> {
  const { terms } = toQuery(text, options);
  const query: Query = { terms: [{ field: "user", values: [{ op: "is", text: user }] }, ...terms] };
  return printPage(cli, query, options, { limit: options.limit });
}

async function printPage(
  cli: Cli,
  query: Query,
  output: FormatOptions,
  paging: Parameters<EventLog["query"]>[1],
): Promise<ExitCode> {
  const format = chooseFormat(cli, output.format);
  // A wrong list of fields is said before anything is read.
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
  return safeJson({ events: events.map((event) => toPlain(event, fields)), ...page });
}

function summarize({ notes }: Cli, { events, cursor, complete, stopped, plan, read }: Page): void {
  const count = events.length === 1 ? "1 event" : `${events.length} events`;
  notes.note(`${count}, ${complete ? "complete" : "more to read"} · ${describeRead(plan, read)}`);
  if (events.length === 0 && complete)
    notes.note("nothing in this time: --since 7d looks further back");
  if (cursor) notes.note(`next page: --cursor ${cursor}`);
  if (stopped !== "end" && stopped !== "limit") {
    notes.warn(`stopped before the end: the budget of ${stopped} is used up; --cursor goes on`);
  }
  if (plan.advice) notes.note(`with the index ${plan.advice.index}, ${plan.advice.why}`);
}

async function explainQuery(
  cli: Cli,
  log: EventLog,
  query: Query,
  options: { limit: number; order: "newest" | "oldest" },
): Promise<ExitCode> {
  const explanation = await log.explain(query, { ...options, signal: cli.signal });
  if (cli.options.json || !cli.out.isTerminal) {
    await cli.out.line(safeJson(explanation));
    return EXIT.ok;
  }
  const { plan, page, all } = explanation;
  await cli.out.line(visible(describePlan(plan)));
  await cli.out.line(`This page: ${price(page)}.`);
  if (all) await cli.out.line(`All events: ${price(all)}.`);
  return EXIT.ok;
}

function price({ items, units, usd }: Explanation["page"]): string {
  const dollars = usd < 0.0001 ? "less than $0.0001" : `$${usd.toFixed(4)}`;
  return `about ${items} items, ${units} read units, ${dollars}`;
}
