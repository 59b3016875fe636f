import { parseLength } from "@service-events/query";
import type { Cli } from "../cli.js";
import { awsSettings } from "../connection/client-settings.js";
import { CliError, usageError } from "../errors.js";
import { EXIT } from "../exit-code.js";

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

/** A length into the past, or an ISO time; UTC unless it says otherwise. */
function toMs(option: "since" | "until", text: string, now: number): number {
  const length = parseLength(text.toLowerCase());
  if (length !== undefined) return now - length;
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const at = /^\d{4}-/.test(text)
    ? Date.parse(hasZone || text.length === 10 ? text : `${text}Z`)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw usageError(`--${option} '${text}' is no time`, "write 2h, 1d or 2026-11-24T02:00Z");
}

function isMissingGroup(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

function noSuchGroup(name: string, cause: unknown): CliError {
  return new CliError(
    "NO_SUCH_LOG_GROUP",
    `there is no log group '${name}'`,
    "check its name, --region and --profile",
    EXIT.failure,
    { cause },
  );
}
