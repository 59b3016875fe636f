import type { EventRecord } from "@service-events/schema";
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

/** Sort keys of records that the table did not take; shared by invocations, for no two records share a key. */
const refused = new Set<string>();
let writer: EventWriter | undefined;

/**
 * The function behind a dead-letter queue: writes records back into the table that did not take them before. What it
 * takes leaves the queue, everything else stays there. A record that was stored after all is the same item.
 */
export async function handler(
  event: DeadLetters,
  context: { getRemainingTimeInMillis(): number },
): Promise<BatchResponse> {
  writer ??= createDynamoEventWriter({
    tableName: process.env.EVENT_LOG_TABLE ?? "",
    undelivered: (records) => {
      for (const { sk } of records) refused.add(sk);
    },
  });
  const batch = writer.fork();
  const keys = new Map<string, string>();
  for (const { messageId, body } of event.Records) {
    const record = readRecord(body);
    if (record === undefined) continue;
    keys.set(messageId, record.sk);
    batch(record);
  }
  await batch.flush({ deadline: Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS });
  const again = [...keys].filter(([, key]) => refused.delete(key));
  return { batchItemFailures: again.map(([itemIdentifier]) => ({ itemIdentifier })) };
}

function readRecord(body: string): EventRecord<string> | undefined {
  try {
    const record = JSON.parse(body) as EventRecord<string>;
    if (typeof record.pk === "string" && typeof record.sk === "string") return record;
  } catch {
    // Said below: whatever it is, it is no record.
  }
  console.error(`A message of the dead-letter queue holds no event and is dropped: ${body}`);
  return undefined;
}
