import { parseTableAddress, REGISTRY_PARTITION } from "@service-events/schema";
import { type Entry, OK, type Sink } from "../../sink.js";
import { createCall, type Failure } from "../../transport/aws/call.js";
import { type AwsClient, openConnection } from "../../transport/aws/connection.js";
import { createBodies } from "./bodies.js";
import { encodePutRequest } from "./item.js";
import { createRegistry, type RegistryItem } from "./registry.js";

/** What `BatchWriteItem` takes at once. */
const BATCH_RECORDS = 25;
const BATCH_BYTES = 15 * 1024 * 1024;

/** The whole request is refused because of a record in it. */
const BAD_RECORD = new Set(["ValidationException", "SerializationException", "HTTP 413"]);

/** Another try may have room for it. */
const UNPROCESSED = {
  status: "retry",
  reason: "the table left it unprocessed",
  kind: "throttled",
} as const;

const NOTHING: ReadonlySet<string> = new Set();

const NOT_DYNAMODB: Failure = {
  code: "",
  refusal: { status: "retry", reason: "the answer is not DynamoDB's" },
};

/**
 * Creates the sink of a DynamoDB table: batches of text, signed and sent without the AWS SDK. A `client` lends its
 * region, endpoint, credentials and request handler; without one they come from the environment. A table of another
 * account or region is given by its ARN.
 */
export function createDynamoSink(tableName: string, client?: AwsClient): Sink {
  // Only an ARN names a region: a name is looked up where the caller is.
  const region = tableName.startsWith("arn:") ? parseTableAddress(tableName).region : undefined;
  const connection = openConnection("dynamodb", client, region);
  // Lambda's init phase has a whole processor, an invocation of a small function a tenth of one: certificates, handshake
  // and the modules for them are the most of what a first flush takes.
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) connection.preconnect?.();
  const batchWrite = createCall(connection, {
    service: "dynamodb",
    target: "DynamoDB_20120810.BatchWriteItem",
    contentType: "application/x-amz-json-1.0",
  });
  const name = `dynamodb:${tableName}`;
  const registry = createRegistry(name);
  const bodies = createBodies(`{"RequestItems":{${JSON.stringify(tableName)}:[`, "]}}");

  /** Puts items; gives the keys of those that the table left unprocessed. */
  async function put(
    items: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string> | Failure> {
    const body = bodies.write(items);
    const answer = await batchWrite(body, signal);
    if (typeof answer !== "string") return answer;
    // A request that is refused or cut off may still be read by its connection.
    bodies.release(body);
    return readUnprocessed(answer);
  }

  function confirm(items: readonly RegistryItem[], left: ReadonlySet<string>): void {
    registry.confirm(items.filter(({ sk }) => !left.has(keyOf({ pk: REGISTRY_PARTITION, sk }))));
  }

  return {
    name,

    get limits() {
      // The registry's own items travel with the events and must find room.
      const registrations = Math.min(registry.waiting, BATCH_RECORDS - 1);
      return { records: BATCH_RECORDS - registrations, bytes: BATCH_BYTES };
    },

    encode: encodePutRequest,

    async send(batch, signal) {
      const events = withoutTwins(batch);
      const registrations = registry.take(
        Math.min(registry.waiting, BATCH_RECORDS - events.length),
      );
      const first = await put(events.concat(textsOf(registrations)), signal);
      const refusal = "refusal" in first && registrations.length > 0 ? first.refusal : undefined;
      const isRefused = refusal?.status === "reject";
      // The events themselves may be allowed.
      const left = isRefused ? await put(events, signal) : first;
      if ("refusal" in left) {
        if (!BAD_RECORD.has(left.code)) return left.refusal;
        return { status: "bisect", reason: left.refusal.reason };
      }
      if (isRefused) {
        registry.rest();
        registry.print(registrations, refusal.reason);
      } else {
        confirm(registrations, left);
        // Of the events alone: what is left may be the registration itself.
        const isStored = batch.some(({ record }) => !left.has(keyOf(record)));
        if (isStored) registry.print(registrations, UNPROCESSED.reason);
      }
      if (left.size === 0) return OK;
      return batch.map(({ record }) => (left.has(keyOf(record)) ? UNPROCESSED : OK));
    },

    register(origin) {
      const isKnown = registry.add(origin);
      return {
        get isKnown() {
          return isKnown();
        },
        async send(signal) {
          if (isKnown()) return OK;
          const registrations = registry.take(BATCH_RECORDS);
          const left = await put(textsOf(registrations), signal);
          if ("refusal" in left) return left.refusal;
          confirm(registrations, left);
          return isKnown() ? OK : UNPROCESSED;
        },
      };
    },
  };
}

function textsOf(items: readonly RegistryItem[]): string[] {
  return items.map(({ text }) => text);
}

/** Two equal keys would have the whole batch refused; a record that is there twice is one item. */
function withoutTwins(batch: readonly Entry[]): string[] {
  const sortKeys = new Set(batch.map(({ record }) => record.sk));
  if (sortKeys.size === batch.length) return batch.map(({ text }) => text);
  return [...new Map(batch.map(({ record, text }) => [keyOf(record), text])).values()];
}

/** A key as one text; no two keys have the same. */
function keyOf({ pk, sk }: { pk: string; sk: string }): string {
  return `${pk.length}#${pk}${sk}`;
}

/** The keys of what was left over. */
function readUnprocessed(answer: string): ReadonlySet<string> | Failure {
  // What DynamoDB answers nearly always, so it is not worth parsing.
  if (answer === '{"UnprocessedItems":{}}') return NOTHING;
  try {
    const { UnprocessedItems } = JSON.parse(answer) as {
      UnprocessedItems: Record<
        string,
        { PutRequest: { Item: Record<"pk" | "sk", { S: string }> } }[]
      >;
    };
    const items = Object.values(UnprocessedItems)
      .flat()
      .map(({ PutRequest }) => PutRequest.Item);
    return new Set(items.map(({ pk, sk }) => keyOf({ pk: pk.S, sk: sk.S })));
  } catch {
    return NOT_DYNAMODB;
  }
}
