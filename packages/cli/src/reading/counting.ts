import { type Budget, DEFAULT_BUDGET } from "@service-events/query";
import type { Cli } from "../cli.js";
import type { TimeOptions } from "../command-line/options.js";
import { EXIT, type ExitCode } from "../exit-code.js";

/** What the commands that count take. */
export interface CountOptions extends TimeOptions {
  maxUnits?: number;
  failEmpty?: boolean;
}

/** The limits of a count: `--max-units` alone; items and time do not end it. */
export function countBudget(units: number = DEFAULT_BUDGET.units): Budget {
  return { units, items: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY };
}

/** Says what a count does not cover, and how the command ends. */
export function endOfCount(
  cli: Cli,
  { complete, reached }: { complete: boolean; reached?: string },
  isEmpty: boolean,
  options: CountOptions,
): ExitCode {
  if (!complete) {
    const since = reached ? ` since ${reached}` : "";
    cli.notes.warn(`counted only events${since}: --max-units is used up`);
    return EXIT.partial;
  }
  return isEmpty && options.failEmpty ? EXIT.empty : EXIT.ok;
}
