import { assertOrigin, assertShards, DEFAULT_RETENTION, ENVIRONMENT } from "@service-events/schema";
import { Token, Tokenization } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { formatPolicy, type Retention } from "./retention";

/**
 * What an event log passes to its writers through their environment.
 *
 * @example
 * const settings: WriterSettings = { environment: "prod", retention: "forever" };
 * new EventLogTable(this, "EventLog", settings);
 */
export interface WriterSettings {
  /**
   * How long events are kept, errors included unless `errorRetention` is set. At least 1 second.
   *
   * @default - 30 days, and 90 days for `ERROR` events
   */
  readonly retention?: Retention;

  /**
   * How long `ERROR` events are kept. At least 1 second.
   *
   * @default - `retention`, or 90 days if that is not set either
   */
  readonly errorRetention?: Retention;

  /**
   * The number of partitions that each origin spreads its events over, 1 to 128. A partition accepts 1,000 writes a second.
   * Every read queries all shards, so raise this only for origins that need it.
   *
   * @default 1
   */
  readonly shards?: number;

  /**
   * The environment that is recorded with each event, such as `dev` or `prod`.
   *
   * @default - the function's `NODE_ENV`
   */
  readonly environment?: string;

  /**
   * A queue for events that the table did not accept, for this event log only. Writers may send to it; an `EventLogTable`
   * adds a function that writes its messages to the table. Use a retention period of 14 days and a visibility timeout of at
   * least 30 seconds.
   *
   * @default - none: undelivered events are printed to the function's log
   */
  readonly deadLetterQueue?: IQueue;
}

/**
 * Options of `grantWriteEvents` and `writerEnvironment`: what one writer has of its own.
 *
 * @example
 * const options: WriteEventsOptions = { origin: "orders", shards: 4 };
 * new EventLogTable(this, "EventLog").grantWriteEvents(ordersFunction, options);
 */
export interface WriteEventsOptions {
  /**
   * The name of the service that records the events: 1 to 256 characters without `#`.
   *
   * @default - the function's name
   */
  readonly origin?: string;

  /**
   * The number of partitions that this origin spreads its events over, 1 to 128. All writers of an origin should agree.
   *
   * @default - `shards` of the event log
   */
  readonly shards?: number;
}

/**
 * The environment variables that make a logger write to a table. Settings that equal the logger's defaults are left out.
 *
 * @param tableAddress the table's name or ARN
 * @throws Error when an option is out of range.
 */
export function writerEnvironment(
  tableAddress: string,
  settings: WriterSettings,
  options: WriteEventsOptions,
): Record<string, string> {
  if (isKnown(options.origin)) assertOrigin(options.origin);
  if (isKnown(options.shards)) assertShards(options.shards);
  const shards = options.shards ?? settings.shards ?? 1;
  const retention = formatPolicy(settings.retention, settings.errorRetention);
  const variables = {
    [ENVIRONMENT.table]: tableAddress,
    [ENVIRONMENT.origin]: options.origin,
    [ENVIRONMENT.shards]: shards === 1 ? undefined : Tokenization.stringifyNumber(shards),
    [ENVIRONMENT.retention]: retention === DEFAULT_RETENTION ? undefined : retention,
    [ENVIRONMENT.environment]: settings.environment,
    [ENVIRONMENT.deadLetterQueue]: settings.deadLetterQueue?.queueUrl,
  };
  const given = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

/**
 * Checks what an event log passes to its writers.
 *
 * @throws Error that says what was received and what is allowed.
 */
export function validateWriterSettings(settings: WriterSettings): void {
  if (isKnown(settings.shards)) assertShards(settings.shards);
  formatPolicy(settings.retention, settings.errorRetention);
  if (settings.environment === "") {
    throw new Error("environment must not be empty: use a name such as 'dev', or leave it out");
  }
}

/** Whether a value was given, and is known before deployment. */
function isKnown(value: string | number | undefined): boolean {
  return value !== undefined && !Token.isUnresolved(value);
}
