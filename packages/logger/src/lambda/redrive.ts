import { checkRecord, type EventRecord, parseTableAddress } from "@service-events/schema";
import { createRecordRegistrar, type RecordRegistrar } from "../delivery/register-records.js";
import type { EventWriter } from "../event-writer.js";
import { createDynamoEventWriter } from "../sinks/dynamodb/writer.js";

/** The part of an SQS event that is read. */
export interface DeadLetters {
  Records: { messageId: string; body: string }[];
}

/** Tells SQS which messages to deliver again. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Leaves time, in ms, for the answer. */
const MARGIN_MS = 1_000;

/** Keys of records that the table did not take; shared by invocations, since no two records share a key. */
const refused = new Set<string>();
let writer: EventWriter | undefined;
let registrar: RecordRegistrar | undefined;

/**
 * The function of a dead-letter queue: writes records back into the table that did not take them before, and registers
 * their origins. What the table takes leaves the queue, everything else stays there; so does what is of another table.
 * A record that was stored after all is the same item.
 */
export async function handler(
  event: DeadLetters,
  context: { getRemainingTimeInMillis(): number },
): Promise<BatchResponse> {
  const tableName = process.env.EVENT_LOG_TABLE ?? "";
  writer ??= createDynamoEventWriter({
    tableName,
    undelivered: (records) => {
      for (const record of records) refused.add(keyOf(record));
    },
  });
  // One try: what fails goes with the batches.
  registrar ??= createRecordRegistrar(writer, 0);
  const keys = new Map<string, string>();
  const records: EventRecord<string>[] = [];
  const kept: string[] = [];
  for (const { messageId, body } of event.Records) {
    const message = readMessage(body);
    if ("problem" in message) {
      console.error(`A message holds no event and is dropped: ${message.problem}: ${body}`);
    } else if (message.sink !== undefined && !isTable(message.sink, tableName)) {
      console.error(
        `A message is for ${message.sink} and stays: this function writes to ${tableName}`,
      );
      kept.push(messageId);
    } else {
      keys.set(messageId, keyOf(message.record));
      records.push(message.record);
    }
  }
  await Promise.all(records.map(registrar.of));
  const batch = writer.fork();
  for (const record of records) batch(record);
  await batch.flush({ deadline: Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS });
  const again = [...keys].filter(([, key]) => refused.delete(key)).map(([messageId]) => messageId);
  return { batchItemFailures: [...kept, ...again].map((itemIdentifier) => ({ itemIdentifier })) };
}

type Message = { record: EventRecord<string>; sink: string | undefined } | { problem: string };

/** Reads a message: the record with the sink that did not take it or, from an older writer, the record alone. */
function readMessage(body: string): Message {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return { problem: "it is not JSON" };
  }
  const { sink, record = content } = (content ?? {}) as { sink?: unknown; record?: unknown };
  const checked = checkRecord(record);
  if ("problem" in checked) return checked;
  const isOld = record === content;
  return { record: checked.value, sink: isOld ? undefined : String(sink) };
}

/** Whether a sink such as `dynamodb:event-log` is the table, as far as names and ARNs tell. */
function isTable(sink: string, table: string): boolean {
  try {
    const own = { region: process.env.AWS_REGION, ...parseTableAddress(table) };
    const its = parseTableAddress(sink.replace(/^dynamodb:/, ""));
    return (
      its.tableName === own.tableName &&
      (its.region ?? own.region) === (own.region ?? its.region) &&
      (its.account ?? own.account) === (own.account ?? its.account)
    );
  } catch {
    return false;
  }
}

function keyOf({ pk, sk }: EventRecord<string>): string {
  return JSON.stringify([pk, sk]);
}
