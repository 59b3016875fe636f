import { MAX_SHARDS } from "@service-events/schema";
import { Token, Tokenization } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import {
  DEFAULT_ERROR_RETENTION,
  DEFAULT_RETENTION,
  formatRetention,
  longer,
  type Retention,
} from "./retention";

/** What reaches every writer of a table through its environment. */
export interface WriterSettings {
  /**
   * How long events are kept.
   *
   * @default Duration.days(30)
   */
  readonly retention?: Retention;

  /**
   * How long `ERROR` events are kept.
   *
   * @default - 90 days, or `retention` where that is longer
   */
  readonly errorRetention?: Retention;

  /**
   * Over how many partitions an origin spreads its events, 1 to 128.
   *
   * One partition takes 1,000 writes a second. Each read asks all shards, so raise it only for an origin that needs it.
   *
   * @default 1
   */
  readonly shards?: number;

  /**
   * Which environment the events come from, such as `dev` or `prod`.
   *
   * @default - the function's `NODE_ENV`
   */
  readonly environment?: string;

  /**
   * The queue that takes what the table does not. Writers may send to it; a table that this app makes comes with a function
   * that writes its messages back. Keep messages for 14 days, and let them be invisible for at least 30 seconds.
   *
   * @default - none: what is not delivered is printed to the log of the function
   */
  readonly deadLetterQueue?: IQueue;
}

/** What one writer may have of its own. */
export interface WriteEventsOptions {
  /**
   * The name of the service that the events come from: 1 to 256 characters without `#`.
   *
   * @default - the function's name
   */
  readonly origin?: string;

  /**
   * Over how many partitions this origin spreads its events, 1 to 128. All writers of one origin should agree.
   *
   * @default - the shards of the table
   */
  readonly shards?: number;
}

const DEFAULT_POLICY = policyOf({});

/**
 * The environment variables that make the logger of a process write to a table. What the logger assumes anyway is left out.
 *
 * @throws Error when a setting is out of range.
 */
export function writerEnvironment(
  tableName: string,
  settings: WriterSettings,
  options: WriteEventsOptions,
): Record<string, string> {
  validateOrigin(options.origin);
  validateShards(options.shards);
  const shards = options.shards ?? settings.shards ?? 1;
  const policy = policyOf(settings);
  return {
    EVENT_LOG_TABLE: tableName,
    ...(options.origin === undefined ? {} : { EVENT_LOG_ORIGIN: options.origin }),
    ...(shards === 1 ? {} : { EVENT_LOG_SHARDS: Tokenization.stringifyNumber(shards) }),
    ...(policy === DEFAULT_POLICY ? {} : { EVENT_LOG_RETENTION: policy }),
    ...(settings.environment === undefined ? {} : { EVENT_LOG_ENVIRONMENT: settings.environment }),
    ...(settings.deadLetterQueue === undefined
      ? {}
      : { EVENT_LOG_DEAD_LETTER_QUEUE: settings.deadLetterQueue.queueUrl }),
  };
}

/**
 * Checks what a table tells its writers.
 *
 * @throws Error that says what was received and what is allowed.
 */
export function validateWriterSettings(settings: WriterSettings): void {
  validateShards(settings.shards);
  policyOf(settings);
  if (settings.environment === "") {
    throw new Error("environment must not be empty: use a name such as 'dev', or leave it out");
  }
}

/** For example `30d,ERROR=90d`: what holds for all types, then the exception. */
function policyOf({ retention = DEFAULT_RETENTION, errorRetention }: WriterSettings): string {
  const standard = formatRetention("retention", retention);
  const errors = formatRetention(
    "errorRetention",
    errorRetention ?? longer(DEFAULT_ERROR_RETENTION, retention),
  );
  return `${standard},ERROR=${errors}`;
}

function validateShards(shards: number | undefined): void {
  if (shards === undefined || Token.isUnresolved(shards)) return;
  if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS) {
    throw new Error(`shards must be a whole number from 1 to ${MAX_SHARDS}, received ${shards}`);
  }
}

function validateOrigin(origin: string | undefined): void {
  if (origin === undefined || Token.isUnresolved(origin)) return;
  if (origin === "" || origin.length > 256 || origin.includes("#")) {
    throw new Error(
      `origin '${origin.slice(0, 300)}' is not allowed: use a name of 1 to 256 characters without '#', such as 'orders'`,
    );
  }
}
