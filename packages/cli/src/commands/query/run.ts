import { describePlan, type EventLog, type Explanation, type Query } from "@service-events/query";
import { escapeHidden, toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { FormatOptions, TimeOptions } from "../../command-line/options.js";
import { toQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { printPage } from "../../reading/print-page.js";

export interface QueryOptions extends TimeOptions, FormatOptions {
  limit: number;
  cursor?: string;
  order: "newest" | "oldest";
  maxUnits?: number;
  explain?: boolean;
}

/** `service-events query`: one page. */
export async function runQuery(cli: Cli, text: string, options: QueryOptions): Promise<ExitCode> {
  const query = toQuery(text, options, options.until === undefined ? "1h" : undefined);
  const { limit, cursor, order, maxUnits, explain } = options;
  if (explain) return withEventLog(cli, (log) => explainQuery(cli, log, query, { limit, order }));
  const budget = maxUnits === undefined ? {} : { budget: { units: maxUnits } };
  return printPage(cli, query, options, { limit, cursor, order, ...budget });
}

async function explainQuery(
  cli: Cli,
  log: EventLog,
  query: Query,
  options: { limit: number; order: "newest" | "oldest" },
): Promise<ExitCode> {
  const explanation = await log.explain(query, { ...options, signal: cli.signal });
  if (cli.options.json || !cli.out.isTerminal) {
    await cli.out.line(toSafeJson(explanation));
    return EXIT.ok;
  }
  const { plan, page, all } = explanation;
  await cli.out.line(escapeHidden(describePlan(plan)));
  await cli.out.line(`This page: ${price(page)}.`);
  if (all) await cli.out.line(`All events: ${price(all)}.`);
  return EXIT.ok;
}

function price({ items, units, usd }: Explanation["page"]): string {
  const dollars = usd < 0.0001 ? "less than $0.0001" : `$${usd.toFixed(4)}`;
  return `about ${items} items, ${units} read units, ${dollars}`;
}
