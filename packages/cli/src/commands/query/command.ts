import { Option } from "commander";
import type { Commands } from "../../command-line/commands.js";
import {
  addExamples,
  addFormatOptions,
  addTimeOptions,
  wholeNumber,
} from "../../command-line/options.js";
import type { QueryOptions } from "./run.js";

export function addQuery({ program, run }: Commands): void {
  const command = program
    .command("query")
    .description("Search the log, and report the cost of reading.")
    .argument("[query...]", "such as origin:orders event:JOB_FAILED -level:debug")
    .option("-n, --limit <count>", "events per page, up to 1000", wholeNumber(1, 1_000), 50)
    .addOption(
      new Option("--order <order>", "which events come first")
        .choices(["newest", "oldest"])
        .default("newest"),
    )
    .option("--cursor <cursor>", "continue after a page of the same query and order")
    .option("--max-units <units>", "the most read units to spend", wholeNumber(1, 1_000_000))
    .option("--explain", "show how the query would be read and its price, without reading");
  addTimeOptions(command, "1h");
  addFormatOptions(command, ["table", "ndjson", "json", "csv"]);
  addExamples(command, [
    "service-events query event:JOB_FAILED --since 7d",
    "service-events query origin:orders 'payload.amount:>=100' -level:debug",
    "service-events query '\"card declined\"' --since yesterday --fields time,user,id",
    "service-events query event:JOB_FAILED --since 30d --explain",
  ]);
  command.action(
    run(async (cli, text: string[], options: QueryOptions) => {
      const { runQuery } = await import("./run.js");
      return runQuery(cli, text.join(" "), options);
    }),
  );
}
