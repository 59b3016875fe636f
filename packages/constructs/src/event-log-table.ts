import {
  ENVIRONMENT,
  INDEX_NAMES,
  INDEXES,
  type IndexName,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from "@service-events/schema";
import { Annotations, RemovalPolicy, Stack, Token, TokenComparison } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  TableEncryption,
  type TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { KEY_WRITE_ACTIONS, WRITE_ACTIONS } from "./actions";
import { claimQueue } from "./claims";
import { EventLogTableBase, type GrantArguments } from "./event-log-table-base";
import type { IEventLogTable } from "./event-log-table-interface";
import type { EventLogTableAttributes, EventLogTableProps } from "./event-log-table-props";
import { RedriveFunction } from "./redrive-function";
import { validateWriterSettings, type WriterSettings } from "./writer-environment";

/**
 * A DynamoDB table for business events, with the keys and indexes that `@service-events/logger` and `@service-events/query`
 * use.
 *
 * Billed on demand, retained when it leaves the stack, protected from deletion, restorable to any second of the last 35
 * days. DynamoDB deletes events after their `ttl`.
 *
 * @example
 * const events = new EventLogTable(this, "EventLog");
 * events.grantWriteEvents(signUpFunction);
 */
export class EventLogTable extends EventLogTableBase {
  /**
   * Imports an event log by its table's name, in the account and region of the stack.
   *
   * @example
   * const events = EventLogTable.fromTableName(this, "EventLog", "events");
   */
  static fromTableName(scope: Construct, id: string, tableName: string): IEventLogTable {
    return EventLogTable.fromTableAttributes(scope, id, { tableName });
  }

  /**
   * Imports an event log by its table's ARN, from any account and region.
   *
   * @example
   * const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/events";
   * const events = EventLogTable.fromTableArn(this, "EventLog", arn);
   */
  static fromTableArn(scope: Construct, id: string, tableArn: string): IEventLogTable {
    return EventLogTable.fromTableAttributes(scope, id, { tableArn });
  }

  /**
   * Imports an event log that has a key, a queue, shards or a retention of its own.
   *
   * @throws Error when neither or both of `tableName` and `tableArn` are given, when an attribute is out of range, or when
   * another event log uses `deadLetterQueue`.
   *
   * @example
   * const events = EventLogTable.fromTableAttributes(this, "EventLog", { tableName: "events", shards: 4 });
   */
  static fromTableAttributes(
    scope: Construct,
    id: string,
    attributes: EventLogTableAttributes,
  ): IEventLogTable {
    const { tableName, tableArn } = attributes;
    if ((tableName === undefined) === (tableArn === undefined)) {
      throw new Error(
        `set either tableName or tableArn, received ${tableName === undefined ? "neither" : "both"}`,
      );
    }
    validateIndexes(attributes.indexes);
    validateWriterSettings(attributes);
    return new Import(scope, id, attributes);
  }

  readonly table: TableV2;
  readonly indexNames: readonly IndexName[];
  protected readonly writerSettings: WriterSettings;
  private readonly hasAwsManagedKey: boolean;

  /** @throws Error when a property is out of range, or another event log uses `deadLetterQueue`. */
  constructor(scope: Construct, id: string, props: EventLogTableProps = {}) {
    super(scope, id);
    validateIndexes(props.indexes);
    validateWriterSettings(props);
    validateCap("maxWriteRequestUnits", props.maxWriteRequestUnits);
    validateCap("maxReadRequestUnits", props.maxReadRequestUnits);
    validateEncryption(Stack.of(this), props.encryption);

    const { deletionProtection = true, removalPolicy = RemovalPolicy.RETAIN } = props;
    const { maxWriteRequestUnits, maxReadRequestUnits } = props;
    this.indexNames = props.indexes ?? INDEX_NAMES;
    this.writerSettings = props;
    this.hasAwsManagedKey = props.encryption?.type === TableEncryption.AWS_MANAGED;
    this.table = new TableV2(this, "Resource", {
      tableName: props.tableName,
      partitionKey: stringAttribute(PARTITION_KEY),
      sortKey: stringAttribute(SORT_KEY),
      globalSecondaryIndexes: this.indexNames.map((indexName) => ({
        indexName,
        partitionKey: stringAttribute(INDEXES[indexName]),
        sortKey: stringAttribute(SORT_KEY),
        projectionType: ProjectionType.ALL,
        maxWriteRequestUnits,
        maxReadRequestUnits,
      })),
      billing: Billing.onDemand({ maxWriteRequestUnits, maxReadRequestUnits }),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true,
      },
      encryption: props.encryption,
      deletionProtection,
      removalPolicy,
    });
    if (deletionProtection && removalPolicy === RemovalPolicy.DESTROY) this.warnAboutProtection();
    if (props.deadLetterQueue !== undefined) this.redrive(props.deadLetterQueue, removalPolicy);
  }

  protected get ownTable(): TableV2 {
    return this.table;
  }

  protected override grant(grantee: IGrantable, ...rest: GrantArguments): Grant {
    if (this.hasAwsManagedKey && isInAnotherAccount(grantee, this)) {
      throw new Error(
        `cannot grant to another account: '${this.node.path}' is encrypted with the AWS managed key, which only its own account may use; use TableEncryptionV2.customerManagedKey() or the default`,
      );
    }
    return super.grant(grantee, ...rest);
  }

  /** Adds one function that empties the queue, however many writers fill it. */
  private redrive(queue: IQueue, removalPolicy: RemovalPolicy): void {
    claimQueue(queue, this);
    const redrive = new RedriveFunction(this, "Redrive", { queue, removalPolicy });
    redrive.addEnvironment(ENVIRONMENT.table, this.tableName);
    this.grant(redrive, WRITE_ACTIONS, [this.tableArn], KEY_WRITE_ACTIONS);
  }

  private warnAboutProtection(): void {
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:protectedFromRemoval",
      "removalPolicy is DESTROY but deletionProtection is true, so deleting the stack will fail: set deletionProtection to false",
    );
  }
}

/** An imported event log. */
class Import extends EventLogTableBase {
  readonly table: ITableV2;
  protected readonly ownTable = undefined;
  readonly indexNames: readonly IndexName[];
  protected readonly writerSettings: WriterSettings;

  constructor(scope: Construct, id: string, attributes: EventLogTableAttributes) {
    super(scope, id);
    const { tableName, tableArn, encryptionKey } = attributes;
    this.table = TableV2.fromTableAttributes(this, "Resource", {
      tableName,
      tableArn,
      encryptionKey,
    });
    this.indexNames = attributes.indexes ?? INDEX_NAMES;
    this.writerSettings = attributes;
    if (attributes.deadLetterQueue !== undefined) claimQueue(attributes.deadLetterQueue, this);
  }
}

function stringAttribute(name: string) {
  return { name, type: AttributeType.STRING };
}

function validateIndexes(indexes: readonly string[] | undefined): void {
  if (indexes === undefined) return;
  const unknown = indexes.find((index) => !Object.hasOwn(INDEXES, index));
  if (unknown !== undefined) {
    throw new Error(`index '${unknown}' is unknown: use one of ${INDEX_NAMES.join(", ")}`);
  }
  const repeated = indexes.find((index, position) => indexes.indexOf(index) !== position);
  if (repeated !== undefined) {
    throw new Error(`index '${repeated}' is listed twice: list each index once`);
  }
}

function validateCap(name: string, units: number | undefined): void {
  if (units === undefined || Token.isUnresolved(units)) return;
  if (!Number.isInteger(units) || units < 1) {
    throw new Error(`${name} must be a whole number of at least 1, received ${units}`);
  }
}

function isInAnotherAccount({ grantPrincipal }: IGrantable, log: EventLogTable): boolean {
  const { principalAccount } = grantPrincipal;
  if (principalAccount === undefined) return false;
  const comparison = Token.compareStrings(principalAccount, Stack.of(log).account);
  return comparison === TokenComparison.DIFFERENT;
}

/** TableV2 sets the key by region, and would fail only at the end of synthesis. */
function validateEncryption(stack: Stack, encryption: TableEncryptionV2 | undefined): void {
  if (encryption?.tableKey === undefined || !Token.isUnresolved(stack.region)) return;
  throw new Error(
    `encryption with a customer managed key needs a region, but stack '${stack.node.path}' has none: set env: { region } on the stack`,
  );
}
