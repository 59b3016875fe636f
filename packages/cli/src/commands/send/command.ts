import { Option } from "commander";
import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions, wholeNumber } from "../../command-line/options.js";
import type { SendOptions } from "./run.js";
import { SINK_NAMES } from "./sinks.js";

export function addSend({ program, run }: Commands): void {
  const command = program
    .command("send")
    .description("Send stored events to a sink, oldest first, with the ids that they have.")
    .argument("[query...]", "such as origin:orders")
    .addOption(new Option("--to <sink>", "the sink").choices(SINK_NAMES).makeOptionMandatory())
    .option("--query <text>", "the query as one argument, such as 'origin:orders since:90d'")
    .option("--input <file>", "send the events of an export or of undelivered lines instead")
    .option("--url <url>", "the URL of otlp, datadog, newrelic or webhook")
    .option("--bus <name>", "the event bus for eventbridge (default: default)")
    .option("--stream <name>", "the delivery stream for firehose")
    .option("--secret-file <file>", "read the key, the headers or the secret from a file")
    .option("--rate <events>", "the most events per second", wholeNumber(1, 100_000), 500)
    .option("--state <file>", "keeps the progress (default: send-<sink>.state.json)")
    .option(
      "--undelivered <file>",
      "keeps undelivered events (default: send-<sink>.undelivered.ndjson)",
    )
    .option("--resume", "continue an unfinished send of the same query to the same sink")
    .option("--force", "start over, whatever the state file says")
    .option("--dry-run", "count events, bytes and requests; send nothing")
    .option("--yes", "send without counting and asking first");
  addTimeOptions(command, "1h");
  addExamples(command, [
    "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com service-events send --to otlp --since 90d --dry-run",
    "service-events send origin:orders --to firehose --stream events-to-s3 --since 90d --rate 2000 --yes",
    "service-events send --to otlp --query 'origin:orders since:90d' --resume",
    "service-events send --to otlp --input send-otlp.undelivered.ndjson --undelivered again.ndjson",
  ]);
  command.addHelpText(
    "after",
    `
Secrets come from the environment or a --secret-file, never from the command line:
  otlp      OTEL_EXPORTER_OTLP_HEADERS (name=value,...), and its address OTEL_EXPORTER_OTLP_ENDPOINT
  datadog   DD_API_KEY, and DD_SITE        newrelic  NEW_RELIC_LICENSE_KEY, and NEW_RELIC_REGION
  webhook   WEBHOOK_SECRET (whsec_...)     eventbridge and firehose use your AWS credentials`,
  );
  command.action(
    run(async (cli, text: string[], options: SendOptions) => {
      const { runSend } = await import("./run.js");
      return runSend(cli, text.join(" "), options);
    }),
  );
}
