import { type BatchOutcome, type Entry, OK, type Outcome, type Sink } from "../../sink.js";
import { createCall } from "../../transport/aws/call.js";
import { type AwsClient, openConnection } from "../../transport/aws/connection.js";
import { createBodies } from "./bodies.js";
import { encodePutRequest } from "./item.js";
import { createRegistry } from "./registry.js";

/** What `BatchWriteItem` takes at once. */
const BATCH_RECORDS = 25;
const BATCH_BYTES = 15 * 1024 * 1024;

/** The whole request is refused because of a record in it. */
const BAD_RECORD = new Set(["ValidationException", "SerializationException", "HTTP 413"]);

/** Another try may have room for it. */
const UNPROCESSED: Outcome = {
  status: "retry",
  reason: "the table left it unprocessed",
  kind: "throttled",
};

/**
 * Creates the sink of a DynamoDB table: batches of text, signed and sent without the AWS SDK. A `client` lends its
 * region, endpoint, credentials and request handler; without one they come from the environment.
 */
export function createDynamoSink(tableName: string, client?: AwsClient): Sink {
  const connection = openConnection("dynamodb", client);
  // Lambda's init phase has a whole processor, an invocation of a small function a tenth of one: certificates, handshake
  // and the modules for them are the most of what a first flush takes.
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) connection.preconnect?.();
  const batchWrite = createCall(connection, {
    service: "dynamodb",
    target: "DynamoDB_20120810.BatchWriteItem",
    contentType: "application/x-amz-json-1.0",
  });
  const registry = createRegistry();
  const bodies = createBodies(`{"RequestItems":{${JSON.stringify(tableName)}:[`, "]}}");

  return {
    name: `dynamodb:${tableName}`,

    get limits() {
      // The registry's own items travel with the events and must find room.
      const registrations = Math.min(registry.waiting, BATCH_RECORDS - 1);
      return { records: BATCH_RECORDS - registrations, bytes: BATCH_BYTES };
    },

    encode: encodePutRequest,

    async send(batch, signal) {
      const registrations = registry.take(BATCH_RECORDS - batch.length);
      const items = withoutTwins(batch).concat(registrations);
      const body = bodies.write(items);
      const answer = await batchWrite(body, signal).catch((error: unknown) => {
        registry.putBack(registrations);
        throw error;
      });
      // Whatever the answer: the registry is best effort and never a reason to send again.
      if (typeof answer === "string") {
        // A request that is refused or cut off may still be read by its connection.
        bodies.release(body);
        return readOutcomes(batch, answer);
      }
      if (registrations.length > 0 && answer.refusal.status === "reject") {
        // The events themselves may be allowed.
        return { ...answer.refusal, status: "retry", afterMs: 0 };
      }
      if (!BAD_RECORD.has(answer.code)) return answer.refusal;
      return { status: "bisect", reason: answer.refusal.reason };
    },

    register: registry.add,
  };
}

/** Two equal keys would have the whole batch refused; a record that is there twice is one item. */
function withoutTwins(batch: readonly Entry[]): string[] {
  const sortKeys = new Set(batch.map(({ record }) => record.sk));
  if (sortKeys.size === batch.length) return batch.map(({ text }) => text);
  const texts = new Map(batch.map(({ record, text }) => [record.pk + record.sk, text]));
  return [...texts.values()];
}

function readOutcomes(batch: readonly Entry[], answer: string): BatchOutcome {
  // What DynamoDB answers nearly always, so it is not worth parsing.
  if (answer === '{"UnprocessedItems":{}}') return OK;
  const unprocessed = readUnprocessed(answer);
  if (unprocessed === undefined) return { status: "retry", reason: "the answer is not DynamoDB's" };
  return batch.map(({ record }) => (unprocessed.has(record.sk) ? UNPROCESSED : OK));
}

/** The sort keys of what was left over; undefined when the answer cannot be understood. */
function readUnprocessed(answer: string): Set<string | undefined> | undefined {
  try {
    const { UnprocessedItems } = JSON.parse(answer) as {
      UnprocessedItems: Record<string, { PutRequest: { Item: { sk: { S: string } } } }[]>;
    };
    const requests = Object.values(UnprocessedItems).flat();
    return new Set(requests.map(({ PutRequest }) => PutRequest.Item.sk.S));
  } catch {
    return undefined;
  }
}
