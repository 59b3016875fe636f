import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** A table, or another sink's server, that accepts everything, in a separate process. */
export interface NullServer {
  readonly endpoint: string;
  /** What a function needs in its environment to write to it. */
  readonly env: Record<string, string>;
  stop(): void;
}

/** Starts the server on a free port of this machine. */
export async function startNullServer(): Promise<NullServer> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ["--import", "tsx"] });
  const [message] = await once(child, "message");
  const endpoint = String(message);
  return {
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      EVENT_LOG_TABLE: "event-log",
    },
    stop: () => child.kill(),
  };
}

/** As many results as a request can have records; delivery reads those of its batch. */
const results = (count: number) => Array(count).fill({ RecordId: "1" });

const ANSWERS: Readonly<Record<string, string>> = {
  "DynamoDB_20120810.BatchWriteItem": '{"UnprocessedItems":{}}',
  "AWSEvents.PutEvents": JSON.stringify({ FailedEntryCount: 0, Entries: results(10) }),
  "Firehose_20150804.PutRecordBatch": JSON.stringify({
    FailedPutCount: 0,
    RequestResponses: results(500),
  }),
};

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      // To OTLP an empty body is a valid answer: an empty message, which means success.
      response.end(ANSWERS[String(request.headers["x-amz-target"])]);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on("disconnect", () => process.exit());
}
