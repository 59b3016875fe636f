import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** A put in a `BatchWriteItem`. */
interface Put {
  PutRequest: { Item: { pk: { S: string } } };
}

/** How long a write takes, in ms. */
const WRITE_MS = 3;
/** The limit holds for a second, not for each moment of it. */
const BUCKET_SECONDS = 1;

/**
 * Starts a table in a separate process that accepts a limited number of writes per second and partition. The rest comes back
 * as unprocessed, and a batch of which nothing could be taken is refused as a whole, both as DynamoDB does it.
 */
export async function startThrottledTable(writesPerSecond: number) {
  const child = fork(fileURLToPath(import.meta.url), [String(writesPerSecond)], {
    execArgv: ["--import", "tsx"],
  });
  const [endpoint] = await once(child, "message");
  return {
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: String(endpoint),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
    },
    stop: () => child.kill(),
  };
}

/** A token bucket for each partition. */
function createPartitions(writesPerSecond: number) {
  const partitions = new Map<string, { tokens: number; at: number }>();
  const most = writesPerSecond * BUCKET_SECONDS;

  return function take(key: string): boolean {
    const now = performance.now();
    const partition = partitions.get(key) ?? { tokens: 0, at: now };
    partitions.set(key, partition);
    const earned = ((now - partition.at) / 1_000) * writesPerSecond;
    partition.tokens = Math.min(most, partition.tokens + earned);
    partition.at = now;
    if (partition.tokens < 1) return false;
    partition.tokens--;
    return true;
  };
}

function serve(writesPerSecond: number): void {
  const take = createPartitions(writesPerSecond);
  const server = createServer(async (request, response) => {
    const { RequestItems } = JSON.parse(await text(request)) as {
      RequestItems: Record<string, Put[]>;
    };
    const [[table, puts] = ["", []]] = Object.entries(RequestItems);
    const left = puts.filter(({ PutRequest }) => !take(PutRequest.Item.pk.S));
    setTimeout(() => {
      if (left.length === puts.length) {
        const __type = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
        response.writeHead(400).end(JSON.stringify({ __type, message: "throttled" }));
      } else {
        const unprocessed = left.length === 0 ? {} : { [table]: left };
        response.end(JSON.stringify({ UnprocessedItems: unprocessed }));
      }
    }, WRITE_MS);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on("disconnect", () => process.exit());
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  serve(Number(process.argv[2]));
}
