import { Token, TokenComparison } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IConstruct } from "constructs";
import type { IEventLogTable } from "./event-log-table-interface";

/** The address of the table that each function writes to. */
const tableOfFunction = new WeakMap<IConstruct, string>();

/** The event log of each dead-letter queue, by app and the queue's ARN: two imports of one queue are two objects. */
const logOfQueue = new WeakMap<IConstruct, Map<string, IEventLogTable>>();

/**
 * Reserves a function for one table: its environment names one.
 *
 * @throws Error when the function already writes to another table.
 */
export function claimFunction(target: IConstruct, tableAddress: string): void {
  const claimed = tableOfFunction.get(target) ?? tableAddress;
  if (claimed !== tableAddress) {
    throw new Error(
      `function '${target.node.path}' already writes to another event log: grant it only one`,
    );
  }
  tableOfFunction.set(target, tableAddress);
}

/**
 * Reserves a dead-letter queue for one event log: its messages are written to that log's table.
 *
 * @throws Error when another event log uses the queue.
 */
export function claimQueue(queue: IQueue, log: IEventLogTable): void {
  const logs = logOfQueue.get(log.node.root) ?? new Map<string, IEventLogTable>();
  logOfQueue.set(log.node.root, logs);
  const other = logs.get(queue.queueArn);
  if (other !== undefined && areDifferent(other, log)) {
    throw new Error(
      `deadLetterQueue '${queue.node.path}' is already used by event log '${other.node.path}': give '${log.node.path}' a queue of its own, or its events would be written to the other log`,
    );
  }
  logs.set(queue.queueArn, log);
}

/** Two imports may refer to one table, and an import to a table of this app. */
function areDifferent(log: IEventLogTable, other: IEventLogTable): boolean {
  const differ = (left: string, right: string) =>
    Token.compareStrings(left, right) === TokenComparison.DIFFERENT;
  if (differ(log.tableName, other.tableName) || differ(log.tableArn, other.tableArn)) return true;
  return isCreated(log) && isCreated(other);
}

/** Whether the table is created by this app: its L1 is the construct's default child. */
function isCreated({ table }: IEventLogTable): boolean {
  return table.node.defaultChild !== undefined;
}
