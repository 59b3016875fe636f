import { parseTime, TIME_FORMS } from "@service-events/query";
import type { Cli } from "../../cli.js";
import { awsSettings } from "../../connection/client-settings.js";
import { CliError, usageError } from "../../errors.js";
import { EXIT } from "../../exit-code.js";

/** Only lines with this word are asked for. */
const PATTERN = '"undelivered"';
const DEFAULT_SINCE_MS = 3_600_000;

/**
 * Reads the lines of a CloudWatch log group that may hold undelivered events.
 *
 * @throws CliError when there is no such group.
 */
export async function* readLogGroup(
  { options, signal, notes }: Cli,
  logGroupName: string,
  times: { since?: string; until?: string },
): AsyncGenerator<string, void, undefined> {
  const now = Date.now();
  const startTime = times.since ? toMs("since", times.since, now) : now - DEFAULT_SINCE_MS;
  const endTime = times.until ? toMs("until", times.until, now) : now;
  const { CloudWatchLogsClient, paginateFilterLogEvents } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  const client = new CloudWatchLogsClient(awsSettings(options));
  notes.note(`lines of ${logGroupName} since ${new Date(startTime).toISOString()}`);
  try {
    const input = { logGroupName, startTime, endTime, filterPattern: PATTERN };
    for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
      signal.throwIfAborted();
      for (const { message } of events) if (message !== undefined) yield message;
    }
  } catch (error) {
    throw isMissingGroup(error) ? noSuchGroup(logGroupName, error) : error;
  } finally {
    client.destroy();
  }
}

function toMs(option: "since" | "until", text: string, now: number): number {
  const at = parseTime(text, now);
  if (at !== undefined) return at;
  throw usageError(`--${option} '${text}' is not a time`, `write ${TIME_FORMS}`);
}

function isMissingGroup(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

function noSuchGroup(name: string, cause: unknown): CliError {
  return new CliError(
    "NO_SUCH_LOG_GROUP",
    `log group '${name}' does not exist`,
    "check its name, --region and --profile",
    EXIT.failure,
    { cause },
  );
}
