import {
  INDEX_NAMES,
  INDEXES,
  type IndexName,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from "@service-events/schema";
import { Annotations, RemovalPolicy, Stack, Token } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  type TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { KEY_WRITE_ACTIONS, WRITE_ACTIONS } from "./actions";
import { EventLogTableBase, type IEventLogTable } from "./event-log-table-base";
import type { EventLogTableAttributes, EventLogTableProps } from "./event-log-table-props";
import { RedriveFunction } from "./redrive-function";
import { validateWriterSettings, type WriterSettings } from "./writer-environment";

/**
 * A DynamoDB table for business events, with the keys and indexes that the logger writes and the query package reads.
 *
 * On demand, kept when it leaves the stack, protected from deletion, restorable to the second. Events expire by `ttl`.
 *
 * @example
 * const events = new EventLogTable(this, "EventLog");
 * events.grantWriteEvents(signUpFunction);
 */
export class EventLogTable extends EventLogTableBase {
  /** An event log of that name, in the account and region of the stack. */
  static fromTableName(scope: Construct, id: string, tableName: string): IEventLogTable {
    return EventLogTable.fromTableAttributes(scope, id, { tableName });
  }

  /** An event log with that ARN. */
  static fromTableArn(scope: Construct, id: string, tableArn: string): IEventLogTable {
    return EventLogTable.fromTableAttributes(scope, id, { tableArn });
  }

  /**
   * An event log that was made elsewhere, with a key, shards or retention of its own.
   *
   * @throws Error when neither or both of `tableName` and `tableArn` are given, or an attribute is out of range.
   */
  static fromTableAttributes(
    scope: Construct,
    id: string,
    attributes: EventLogTableAttributes,
  ): IEventLogTable {
    const { tableName, tableArn } = attributes;
    if ((tableName === undefined) === (tableArn === undefined)) {
      throw new Error(
        `give either tableName or tableArn, received ${tableName === undefined ? "neither" : "both"}`,
      );
    }
    validateIndexes(attributes.indexes);
    validateWriterSettings(attributes);
    return new Import(scope, id, attributes);
  }

  readonly table: TableV2;
  readonly indexNames: readonly IndexName[];
  protected readonly writerSettings: WriterSettings;

  /** @throws Error when a property is out of range. */
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
    if (props.deadLetterQueue !== undefined) this.redrive(props.deadLetterQueue);
  }

  protected get ownTable(): TableV2 {
    return this.table;
  }

  /** A table of ours has one function that empties its queue, however many writers fill it. */
  private redrive(queue: IQueue): void {
    const redrive = new RedriveFunction(this, "Redrive", { queue });
    redrive.addEnvironment("EVENT_LOG_TABLE", this.tableName);
    this.grant(redrive, WRITE_ACTIONS, [this.tableArn], KEY_WRITE_ACTIONS);
  }

  private warnAboutProtection(): void {
    Annotations.of(this).addWarningV2(
      "@service-events/constructs:protectedFromRemoval",
      "removalPolicy is DESTROY but deletionProtection is on, so deleting the stack will fail: set deletionProtection to false as well",
    );
  }
}

/** An event log that exists already: its table is referred to, not made. */
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
    throw new Error(`index '${repeated}' is given twice: name each index once`);
  }
}

function validateCap(name: string, units: number | undefined): void {
  if (units === undefined || Token.isUnresolved(units)) return;
  if (!Number.isInteger(units) || units < 1) {
    throw new Error(`${name} must be a whole number of at least 1, received ${units}`);
  }
}

/** CloudFormation names the key by region, which TableV2 would only miss at the end of synthesis. */
function validateEncryption(stack: Stack, encryption: TableEncryptionV2 | undefined): void {
  if (encryption?.tableKey === undefined || !Token.isUnresolved(stack.region)) return;
  throw new Error(
    `encryption with a customer managed key needs a region, received stack '${stack.node.path}' without one: give the stack env: { region }`,
  );
}
