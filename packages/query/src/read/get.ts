import { parseEventId } from "../language/event-id.js";
import type { LogContext } from "../log-context.js";
import { isExpired, type StoredEvent, toRecord } from "./record.js";
import { sendGetItem } from "./send.js";

/** Reads one event by its id; `undefined` when there is none or it has expired. */
export async function readEvent(
  log: LogContext,
  id: string,
  signal?: AbortSignal,
): Promise<StoredEvent | undefined> {
  const { pk, sk } = parseEventId(id);
  const { Item: item } = await sendGetItem(
    log.client,
    { TableName: log.tableName, Key: { pk: { S: pk }, sk: { S: sk } } },
    signal,
  );
  const event = item && toRecord(item);
  return event && !isExpired(event, log.now()) ? event : undefined;
}
