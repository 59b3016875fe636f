import { Option } from "commander";
import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions, wholeNumber } from "../../command-line/options.js";
import type { SendOptions } from "./run.js";
import { SINK_NAMES } from "./sinks.js";

export function addSend({ program, run }: Commands): void {
  const command = program
    .command("send")
    .description(
      "Sends stored events to another place, the oldest first; they have the same ids there.",
    )
    .argument("[query...]", "such as origin:orders")
    .addOption(new Option("--to <place>", "where to").choices(SINK_NAMES).makeOptionMandatory())
    .option("--query <text>", "the query in one text, such as 'origin:orders since:90d'")
    .option("--input <file>", "send the events of an export, or of undelivered lines, instead")
    .option("--url <url>", "the address of otlp, datadog, newrelic or webhook")
    .option("--bus <name>", "the bus of eventbridge (default: default)")
    .option("--stream <name>", "the stream of firehose")
    .option("--secret-file <file>", "read the key, headers or secret from a file")
    .option("--rate <events>", "the most in a second", wholeNumber(1, 100_000), 500)
    .option("--state <file>", "notes how far it is (default: send-<place>.state.json)")
    .option(
      "--undelivered <file>",
      "takes what cannot be delivered (default: send-<place>.undelivered.ndjson)",
    )
    .option("--resume", "go on with the unfinished send of the same query to the same place")
    .option("--force", "start again, whatever an unfinished send has noted")
    .option("--dry-run", "count events, bytes and requests, and send nothing")
    .option("--yes", "do not count and ask before sending");
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
