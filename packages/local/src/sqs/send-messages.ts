import { md5Of, type Queue } from "../triggers/queue.js";
import { assertFits, readMessage, type SentMessage } from "./message.js";
import { SqsError } from "./sqs-error.js";

type Input = Record<string, unknown>;

const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 1_048_576;
const ENTRY_ID = /^[\w-]{1,80}$/;

/** `SendMessage`: puts one message into a queue. */
export function sendMessage(queue: Queue, input: Input): Receipt {
  return put(queue, readMessage(input));
}

/**
 * `SendMessageBatch`: puts up to ten messages into a queue. An invalid message fails on its own.
 *
 * @throws SqsError when the batch itself is invalid
 */
export function sendMessageBatch(queue: Queue, input: Input): unknown {
  const read = readEntries(input.Entries).map(({ id, entry }) => ({
    id,
    ...attempt(() => readMessage(entry)),
  }));
  assertTotal(read.reduce((sum, { value }) => sum + (value?.bytes ?? 0), 0));
  const results = read.map(({ id, value, error }) => ({
    id,
    ...(value ? attempt(() => put(queue, value)) : { error }),
  }));
  return {
    Successful: results.flatMap(({ id, value }) => (value ? [{ Id: id, ...value }] : [])),
    Failed: results.flatMap(({ id, error }) =>
      error ? [{ Id: id, Code: error.code, Message: error.message, SenderFault: true }] : [],
    ),
  };
}

interface Receipt {
  MessageId: string;
  MD5OfMessageBody: string;
}

function put(queue: Queue, message: SentMessage): Receipt {
  assertFits(message, queue);
  const { body, attributes } = message;
  return { MessageId: queue.send(body, attributes), MD5OfMessageBody: md5Of(body) };
}

function readEntries(given: unknown): { id: string; entry: Input }[] {
  const entries = (Array.isArray(given) ? given : []).map((entry: Input) => ({
    id: typeof entry?.Id === "string" ? entry.Id : "",
    entry: entry ?? {},
  }));
  if (entries.length === 0) {
    throw batchError(
      "EmptyBatchRequest",
      "There should be at least one SendMessageBatchRequestEntry in the request.",
    );
  }
  if (entries.length > MAX_ENTRIES) {
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ id }) => id);
  const invalid = ids.find((id) => !ENTRY_ID.test(id));
  if (invalid !== undefined) {
    throw batchError(
      "InvalidBatchEntryId",
      `A batch entry id has 1 to 80 letters, digits, hyphens and underscores, received '${invalid}'.`,
    );
  }
  const repeated = ids.find((id, position) => ids.indexOf(id) !== position);
  if (repeated !== undefined) {
    throw batchError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
  }
  return entries;
}

function assertTotal(bytes: number): void {
  if (bytes <= MAX_BATCH_BYTES) return;
  throw batchError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
  );
}

function batchError(code: string, message: string): SqsError {
  return new SqsError(code, message, `AWS.SimpleQueueService.${code}`);
}

function attempt<Value>(act: () => Value): { value?: Value; error?: SqsError } {
  try {
    return { value: act() };
  } catch (error) {
    if (error instanceof SqsError) return { error };
    throw error;
  }
}
