import type { IndexName } from "@service-events/schema";
import type { MathExpression, Metric, MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { ITableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IConstruct } from "constructs";
import type { WriteEventsOptions } from "./writer-environment";

/**
 * An event log, created by this app or imported.
 *
 * @example
 * const eventLog: IEventLogTable = EventLogTable.fromTableName(this, "EventLog", "events");
 * eventLog.grantReadEvents(adminFunction);
 */
export interface IEventLogTable extends IConstruct {
  /** The underlying table, for anything that this construct does not cover. */
  readonly table: ITableV2;

  /** The name of the table. */
  readonly tableName: string;

  /** The ARN of the table. */
  readonly tableArn: string;

  /** The customer managed key of the table, if it has one. */
  readonly encryptionKey?: IKey;

  /** The indexes of the table. Readers need to know them. */
  readonly indexNames: readonly IndexName[];

  /**
   * Allows a grantee to write events, and sets the environment of its function: `EVENT_LOG_TABLE`, and where they differ
   * from the logger's defaults `EVENT_LOG_ORIGIN`, `EVENT_LOG_SHARDS`, `EVENT_LOG_RETENTION`, `EVENT_LOG_ENVIRONMENT` and
   * `EVENT_LOG_DEAD_LETTER_QUEUE`. `EVENT_LOG_TABLE` is the table's name, or its ARN if account or region may differ.
   *
   * The grantee is a function, an alias, a version, or something without an environment, such as a role or a user.
   *
   * Actions: `dynamodb:PutItem` and `dynamodb:BatchWriteItem` on the table. Note that a put replaces an item with the same
   * key, and that `BatchWriteItem` permits deletes. With a customer managed key also `kms:Decrypt`, `kms:DescribeKey`,
   * `kms:Encrypt`, `kms:ReEncrypt*` and `kms:GenerateDataKey*` on the key. With a dead-letter queue also
   * `sqs:SendMessage`, `sqs:GetQueueAttributes` and `sqs:GetQueueUrl` on the queue.
   *
   * @throws Error when an option is out of range, or the function already writes to another event log.
   */
  grantWriteEvents(grantee: IGrantable, options?: WriteEventsOptions): Grant;

  /**
   * Allows a grantee to read events.
   *
   * Actions: `dynamodb:Query` and `dynamodb:GetItem` on the table and each of its indexes. With a customer managed key also
   * `kms:Decrypt` and `kms:DescribeKey` on the key.
   */
  grantReadEvents(grantee: IGrantable): Grant;

  /**
   * Returns the environment variables of a writer that is not a function, such as a container. `EVENT_LOG_TABLE` is the
   * table's ARN, so the process may run anywhere.
   *
   * @throws Error when an option is out of range.
   */
  writerEnvironment(options?: WriteEventsOptions): Record<string, string>;

  /** A metric of the table by its name in CloudWatch. Default: the sum over 5 minutes. */
  metric(metricName: string, options?: MetricOptions): Metric;

  /** Throttled writes, counting each item of a batch. If it stays above zero, add shards or raise the cap. */
  metricThrottledWrites(options?: MetricOptions): Metric;

  /** Throttled reads. */
  metricThrottledReads(options?: MetricOptions): Metric;

  /** Write units consumed by the table, without its indexes. */
  metricConsumedWriteCapacityUnits(options?: MetricOptions): Metric;

  /** Read units consumed by the table, without its indexes. */
  metricConsumedReadCapacityUnits(options?: MetricOptions): Metric;

  /** Invalid requests to any table of the account and region: DynamoDB does not publish them by table. */
  metricUserErrors(options?: MetricOptions): Metric;

  /** Requests by writers and readers that failed inside DynamoDB. */
  metricSystemErrors(options?: MetricOptions): MathExpression;
}
