import {
  parseQuery,
  printTerm,
  type Query,
  QuerySyntaxError,
  type Term,
} from "@service-events/query";
import { usageError } from "../errors.js";
import type { TimeOptions } from "./options.js";

/**
 * Reads the query of a command line, with `--since` and `--until` as terms of it.
 *
 * @param defaultSince The start of the time range if there is none; a query for an id needs no time.
 * @throws QuerySyntaxError for the text, CliError for the options.
 */
export function toQuery(text: string, times: TimeOptions, defaultSince?: string): Query {
  const query = parseQuery(text);
  const terms = [...query.terms, ...timeTerms(query, times)];
  const isBounded = terms.some(({ field }) => field === "since" || field === "id");
  if (isBounded || defaultSince === undefined) return { terms };
  return { terms: [...terms, timeTerm("since", defaultSince)] };
}

/** Like {@link toQuery}, for commands that read everything: with an end but no start they would read the whole log. */
export function toBoundedQuery(text: string, times: TimeOptions, defaultSince: string): Query {
  const query = toQuery(text, times);
  const has = (wanted: Term["field"]) => query.terms.some(({ field }) => field === wanted);
  if (has("until") && !has("since") && !has("id")) {
    throw usageError("--until requires --since", "for example --since 7d");
  }
  return toQuery(text, times, defaultSince);
}

/** The query of a command that takes it as arguments and as `--query`. */
export function joinQuery(text: string, option: string | undefined): string {
  return [text, option ?? ""].join(" ").trim();
}

function timeTerms(query: Query, times: TimeOptions): Term[] {
  return (["since", "until"] as const).flatMap((field) => {
    const text = times[field];
    if (text === undefined) return [];
    if (query.terms.some((term) => term.field === field)) {
      throw usageError(`${field} is given twice`, `leave out --${field} or the query's ${field}:`);
    }
    return [checkTime(field, text)];
  });
}

function checkTime(field: "since" | "until", text: string): Term {
  const term = timeTerm(field, text);
  try {
    parseQuery(printTerm(term));
    return term;
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    throw usageError(`--${field} '${text}' is not a time`, error.hint);
  }
}

function timeTerm(field: "since" | "until", text: string): Term {
  return { field, values: [{ op: "is", text }] };
}
