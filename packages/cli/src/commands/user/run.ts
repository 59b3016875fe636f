import type { Query } from "@service-events/query";
import type { Cli } from "../../cli.js";
import type { FormatOptions, TimeOptions } from "../../command-line/options.js";
import { toQuery } from "../../command-line/query-text.js";
import type { ExitCode } from "../../exit-code.js";
import { printPage } from "../../reading/print-page.js";

export interface UserOptions extends TimeOptions, FormatOptions {
  limit: number;
}

/** `service-events user`: one page of the events of a user, from everything stored. */
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
