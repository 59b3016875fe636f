import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** A table that takes everything, in a process of its own. */
export interface NullServer {
  /** What a function needs in its environment to write to it. */
  readonly env: Record<string, string>;
  stop(): void;
}

/** Starts the server on a free port of this machine. */
export async function startNullServer(): Promise<NullServer> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ["--import", "tsx"] });
  const [endpoint] = await once(child, "message");
  return {
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: String(endpoint),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      EVENT_LOG_TABLE: "event-log",
    },
    stop: () => child.kill(),
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end('{"UnprocessedItems":{}}');
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on("disconnect", () => process.exit());
}
