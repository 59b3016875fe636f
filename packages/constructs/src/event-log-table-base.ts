import type { IndexName } from "@service-events/schema";
import { Annotations } from "aws-cdk-lib";
import { MathExpression, type Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import { type ITableV2, Operation, type TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { type CommonGrantOptions, Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { KEY_READ_ACTIONS, KEY_WRITE_ACTIONS, READ_ACTIONS, WRITE_ACTIONS } from "./actions";
import { claimFunction } from "./claims";
import type { IEventLogTable } from "./event-log-table-interface";
import { addToEnvironment, functionOf } from "./function-environment";
import { tableAddressFor } from "./table-address";
import {
  type WriteEventsOptions,
  type WriterSettings,
  writerEnvironment,
} from "./writer-environment";

/** The operations of writers and readers, by the ids that metric math gives them. */
const OPERATIONS = {
  put: Operation.PUT_ITEM,
  batch: Operation.BATCH_WRITE_ITEM,
  query: Operation.QUERY,
  get: Operation.GET_ITEM,
};

/** What is granted: actions on resources of the table, and actions on its customer managed key. */
export type GrantArguments = [actions: string[], resourceArns: string[], keyActions: string[]];

/** Grants and metrics, shared by created and imported tables. */
export abstract class EventLogTableBase extends Construct implements IEventLogTable {
  abstract readonly table: ITableV2;
  /** The table if this app creates it, and so can change its resource policy. */
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
    const { deadLetterQueue } = this.writerSettings;
    const grant = this.grant(grantee, WRITE_ACTIONS, [this.tableArn], KEY_WRITE_ACTIONS);
    this.configureWriter(grantee, options);
    if (deadLetterQueue === undefined) return grant;
    return grant.combine(deadLetterQueue.grantSendMessages(grantee));
  }

  grantReadEvents(grantee: IGrantable): Grant {
    const indexArns = this.indexNames.map((index) => `${this.tableArn}/index/${index}`);
    return this.grant(grantee, READ_ACTIONS, [this.tableArn, ...indexArns], KEY_READ_ACTIONS);
  }

  writerEnvironment(options: WriteEventsOptions = {}): Record<string, string> {
    return writerEnvironment(this.tableArn, this.writerSettings, options);
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

  metricSystemErrors(options?: MetricOptions): MathExpression {
    const usingMetrics = Object.fromEntries(
      Object.entries(OPERATIONS).map(([id, operation]) => [
        id,
        this.metric("SystemErrors", {
          ...options,
          dimensionsMap: { TableName: this.tableName, Operation: operation },
        }),
      ]),
    );
    return new MathExpression({
      // Unlike '+', SUM also has a value when some of the metrics have none: DynamoDB publishes only errors that occurred.
      expression: `SUM([${Object.keys(OPERATIONS).join(",")}])`,
      usingMetrics,
      label: options?.label ?? "System errors",
      color: options?.color,
      period: options?.period,
    });
  }

  protected grant(
    grantee: IGrantable,
    ...[actions, resourceArns, keyActions]: GrantArguments
  ): Grant {
    refuseServicePrincipal(grantee);
    const grant = this.grantOnTable({ grantee, actions, resourceArns });
    if (!grant.success) this.warnAboutImportedPolicy(grantee);
    const key = this.encryptionKey;
    return key === undefined ? grant : grant.combine(grantOnKey(key, grantee, keyActions));
  }

  /** Sets the environment of the grantee's function, if it has one. */
  private configureWriter(grantee: IGrantable, options: WriteEventsOptions): void {
    const target = functionOf(grantee);
    const address = target ? tableAddressFor(this.table, target) : this.tableArn;
    const environment = writerEnvironment(address, this.writerSettings, options);
    if (target === undefined) {
      this.warnAboutUnusedOptions(options);
      return;
    }
    claimFunction(target, address);
    addToEnvironment(grantee, target, environment);
  }

  /** Not CDK's own grants: they add all indexes of the table to every action, and writers need none. */
  private grantOnTable(options: CommonGrantOptions): Grant {
    if (this.ownTable === undefined || isWithoutRole(options.grantee)) {
      return Grant.addToPrincipal(options);
    }
    return Grant.addToPrincipalOrResource({
      ...options,
      resource: this.ownTable,
      // The policy is part of the table resource, so it cannot reference the table's ARN.
      resourceSelfArns: ["*"],
    });
  }

  private warnAboutImportedPolicy({ grantPrincipal }: IGrantable): void {
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:importedTable",
      `granted nothing to ${grantPrincipal}: it has no policy to add to, and this app cannot change the resource policy of an imported table; grant where the table is defined`,
    );
  }

  private warnAboutUnusedOptions(options: WriteEventsOptions): void {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    if (given.length === 0) return;
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:unusedOptions",
      `${given.map(([name, value]) => `${name} '${value}'`).join(" and ")} has no effect on a grantee without an environment: pass writerEnvironment() to the process that writes`,
    );
  }
}

function grantOnKey(key: IKey, grantee: IGrantable, actions: string[]): Grant {
  if (!isWithoutRole(grantee)) return key.grant(grantee, ...actions);
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn] });
}

/** An imported function may lack its role. CDK then warns what to add to it, and no policy can name it. */
function isWithoutRole(grantee: IGrantable): boolean {
  return "role" in grantee && grantee.role === undefined;
}

function refuseServicePrincipal({ grantPrincipal }: IGrantable): void {
  if (!("service" in grantPrincipal)) return;
  throw new Error(
    `cannot grant to service principal '${grantPrincipal.service}': DynamoDB rejects it in a table's resource policy; grant to the role that the service assumes`,
  );
}
