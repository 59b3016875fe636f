import type { IndexName } from "@service-events/schema";
import { Annotations } from "aws-cdk-lib";
import type { IMetric, Metric, MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import { type ITableV2, Operation, type TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { type CommonGrantOptions, Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct, type IConstruct } from "constructs";
import { KEY_READ_ACTIONS, KEY_WRITE_ACTIONS, READ_ACTIONS, WRITE_ACTIONS } from "./actions";
import { addToEnvironment, hasEnvironment } from "./function-environment";
import {
  type WriteEventsOptions,
  type WriterSettings,
  writerEnvironment,
} from "./writer-environment";

/** An event log: one that this app makes, or one that exists already. */
export interface IEventLogTable extends IConstruct {
  /** The table underneath, for what this construct leaves open. */
  readonly table: ITableV2;

  /** The name of the table. */
  readonly tableName: string;

  /** The ARN of the table. */
  readonly tableArn: string;

  /** The customer managed key of the table, if it has one. */
  readonly encryptionKey?: IKey;

  /** The indexes of the table, which readers must know. */
  readonly indexNames: readonly IndexName[];

  /**
   * Lets a grantee write events, and tells its function where to: sets `EVENT_LOG_TABLE`, and where they differ from what
   * the logger assumes, `EVENT_LOG_ORIGIN`, `EVENT_LOG_SHARDS`, `EVENT_LOG_RETENTION` and `EVENT_LOG_ENVIRONMENT`.
   *
   * The grantee may be a function, an alias, a version, or anything without an environment, such as a role or a user.
   *
   * Actions: `dynamodb:PutItem` and `dynamodb:BatchWriteItem` on the table; with a customer managed key also `kms:Decrypt`,
   * `kms:DescribeKey`, `kms:Encrypt`, `kms:ReEncrypt*` and `kms:GenerateDataKey*` on the key; with a
   * dead-letter queue also `sqs:SendMessage`, `sqs:GetQueueAttributes` and `sqs:GetQueueUrl` on the queue.
   */
  grantWriteEvents(grantee: IGrantable, options?: WriteEventsOptions): Grant;

  /**
   * Lets a grantee read events.
   *
   * Actions: `dynamodb:Query` and `dynamodb:GetItem` on the table and each of its indexes; with a customer managed key also
   * `kms:Decrypt` and `kms:DescribeKey` on the key.
   */
  grantReadEvents(grantee: IGrantable): Grant;

  /** The environment variables of a writer, for what is not a function: a container, a virtual machine. */
  writerEnvironment(options?: WriteEventsOptions): Record<string, string>;

  /** A metric of the table by its CloudWatch name: the sum over 5 minutes by default. */
  metric(metricName: string, options?: MetricOptions): Metric;

  /** Writes that were throttled, each item of a batch counted. Above zero for long: more shards, or a higher cap. */
  metricThrottledWrites(options?: MetricOptions): Metric;

  /** Reads that were throttled. */
  metricThrottledReads(options?: MetricOptions): Metric;

  /** Write units that the table used, without its indexes. */
  metricConsumedWriteCapacityUnits(options?: MetricOptions): Metric;

  /** Read units that the table used, without its indexes. */
  metricConsumedReadCapacityUnits(options?: MetricOptions): Metric;

  /** Requests that DynamoDB refused as wrong, over all tables of the account and region: DynamoDB does not tell them apart. */
  metricUserErrors(options?: MetricOptions): Metric;

  /** Requests of writers and readers that failed inside DynamoDB. */
  metricSystemErrors(options?: MetricOptions): IMetric;
}

/** Grants and metrics, which made and imported tables share. */
export abstract class EventLogTableBase extends Construct implements IEventLogTable {
  abstract readonly table: ITableV2;
  /** The table where it is this app's own, and its policy with it. */
  protected abstract readonly ownTable: TableV2 | undefined;
  abstract readonly indexNames: readonly IndexName[];
  protected abstract readonly writerSettings: WriterSettings;

  get tableName(): string {
    return this.table.tableName;
  }

  get tableArn(): string {
    return this.table.tableArn;
  }

  get encryptionKey(): IKey | undefined {
    return this.table.encryptionKey;
  }

  grantWriteEvents(grantee: IGrantable, options: WriteEventsOptions = {}): Grant {
    const environment = this.writerEnvironment(options);
    const grant = this.grant(grantee, WRITE_ACTIONS, [this.tableArn], KEY_WRITE_ACTIONS);
    const queue = this.writerSettings.deadLetterQueue;
    addToEnvironment(grantee, environment);
    this.warnAboutUnusedOptions(grantee, options);
    return queue === undefined ? grant : grant.combine(queue.grantSendMessages(grantee));
  }

  grantReadEvents(grantee: IGrantable): Grant {
    const indexArns = this.indexNames.map((index) => `${this.tableArn}/index/${index}`);
    return this.grant(grantee, READ_ACTIONS, [this.tableArn, ...indexArns], KEY_READ_ACTIONS);
  }

  writerEnvironment(options: WriteEventsOptions = {}): Record<string, string> {
    return writerEnvironment(this.tableName, this.writerSettings, options);
  }

  metric(metricName: string, options?: MetricOptions): Metric {
    return this.table.metric(metricName, { statistic: "Sum", ...options });
  }

  metricThrottledWrites(options?: MetricOptions): Metric {
    // ThrottledRequests counts a batch only if all of its items were throttled; this one counts each item.
    return this.metric("WriteThrottleEvents", options);
  }

  metricThrottledReads(options?: MetricOptions): Metric {
    return this.metric("ReadThrottleEvents", options);
  }

  metricConsumedWriteCapacityUnits(options?: MetricOptions): Metric {
    return this.table.metricConsumedWriteCapacityUnits(options);
  }

  metricConsumedReadCapacityUnits(options?: MetricOptions): Metric {
    return this.table.metricConsumedReadCapacityUnits(options);
  }

  metricUserErrors(options?: MetricOptions): Metric {
    return this.table.metricUserErrors(options);
  }

  metricSystemErrors(options?: MetricOptions): IMetric {
    return this.table.metricSystemErrorsForOperations({
      ...options,
      operations: [
        Operation.PUT_ITEM,
        Operation.BATCH_WRITE_ITEM,
        Operation.QUERY,
        Operation.GET_ITEM,
      ],
    });
  }

  protected grant(
    grantee: IGrantable,
    actions: string[],
    resourceArns: string[],
    keyActions: string[],
  ): Grant {
    refuseServicePrincipal(grantee);
    const grant = this.grantOnTable({ grantee, actions, resourceArns });
    if (!grant.success) this.warnAboutImportedPolicy(grantee);
    const key = this.encryptionKey;
    return key === undefined ? grant : grant.combine(grantOnKey(key, grantee, keyActions));
  }

  /** CDK's own grants on a table add all of its indexes to every action; writers need none of them. */
  private grantOnTable(options: CommonGrantOptions): Grant {
    if (this.ownTable === undefined || isWithoutRole(options.grantee)) {
      return Grant.addToPrincipal(options);
    }
    return Grant.addToPrincipalOrResource({
      ...options,
      resource: this.ownTable,
      // The policy is part of the table, so it cannot refer to the table's ARN.
      resourceSelfArns: ["*"],
    });
  }

  private warnAboutImportedPolicy({ grantPrincipal }: IGrantable): void {
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:importedTable",
      `nothing was granted to ${grantPrincipal}: it has no policy to add to, and the policy of an imported table cannot be changed from here; grant where the table is defined`,
    );
  }

  private warnAboutUnusedOptions(grantee: IGrantable, options: WriteEventsOptions): void {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    if (given.length === 0 || hasEnvironment(grantee)) return;
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:unusedOptions",
      `${given.map(([name, value]) => `${name} '${value}'`).join(" and ")} cannot reach a grantee without an environment: pass what writerEnvironment() returns to the process that writes`,
    );
  }
}

function grantOnKey(key: IKey, grantee: IGrantable, actions: string[]): Grant {
  if (!isWithoutRole(grantee)) return key.grant(grantee, ...actions);
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn] });
}

/** An imported function may come without its role; CDK then warns what to add to it, and no policy can name it. */
function isWithoutRole(grantee: IGrantable): boolean {
  return "role" in grantee && grantee.role === undefined;
}

/** DynamoDB takes the name of a service in a table's policy from none of the services that could write events. */
function refuseServicePrincipal({ grantPrincipal }: IGrantable): void {
  if (!("service" in grantPrincipal)) return;
  throw new Error(
    `service principal '${grantPrincipal.service}' cannot be granted access: DynamoDB refuses it in the policy of a table; grant to the role that the service assumes`,
  );
}
