import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { testCredentials } from "@service-events/testing/event-table";
import { createEventLog, QueryThrottledError, QueryUnavailableError } from "../index.js";

jest.setTimeout(60_000);

type Answer = (response: ServerResponse, attempt: number) => void;

const started: { server: Server; client: DynamoDBClient }[] = [];

/** A log on a server that answers as DynamoDB does when it is not well, with a client that retries by itself, too. */
async function openLog(answer: Answer) {
  let attempts = 0;
  const server = createServer((_, response) => {
    attempts += 1;
    answer(response, attempts);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: testCredentials,
    maxAttempts: 5,
  });
  started.push({ server, client });
  return { log: createEventLog({ tableName: "event-log", client }), attempts: () => attempts };
}

function fail(response: ServerResponse, type: string, status = 400): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "no" }),
  );
}

const throttle: Answer = (response) => fail(response, "ThrottlingException");

function succeed(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ Items: [], Count: 0, ScannedCount: 0 }));
}

afterEach(async () => {
  for (const { server, client } of started.splice(0)) {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe("a read", () => {
  it.each([
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
  ])("retries a few answers of %s", async (type) => {
    const { log, attempts } = await openLog((response, attempt) =>
      attempt < 3 ? fail(response, type) : succeed(response),
    );

    expect((await log.query("user:u_1")).events).toEqual([]);
    expect(attempts()).toBe(3);
  });

  it.each<[string, Answer]>([
    [
      "is cut off",
      (response) => {
        response.writeHead(200, {
          "content-type": "application/x-amz-json-1.0",
          "content-length": "100",
        });
        response.write('{"Items":[');
        // The headers must have left before the connection breaks.
        response.write(" ", () => response.destroy());
      },
    ],
    [
      "ends before its JSON does",
      (response) => {
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
        response.end('{"Items":[');
      },
    ],
    [
      "is the page of a proxy",
      (response) => {
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<!doctype html><title>Log in</title>");
      },
    ],
  ])("repeats a call whose answer %s", async (_, breakOff) => {
    const { log, attempts } = await openLog((response, attempt) =>
      attempt < 3 ? breakOff(response, attempt) : succeed(response),
    );

    expect((await log.query("user:u_1")).events).toEqual([]);
    expect(attempts()).toBe(3);
  });

  it("gives up after six attempts, those of the SDK included", async () => {
    const { log, attempts } = await openLog(throttle);

    const failure = await log.query("user:u_1").catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(QueryThrottledError);
    expect(failure).toMatchObject({ code: "THROTTLED", retryable: true });
    expect(attempts()).toBe(6);
  });

  it("also gives up on a failing server, and on none", async () => {
    const { log, attempts } = await openLog((response) =>
      fail(response, "InternalServerError", 500),
    );
    await expect(log.get("orders@2026@A")).rejects.toThrow(QueryUnavailableError);
    expect(attempts()).toBe(6);

    for (const { server } of started) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await expect(log.get("orders@2026@A")).rejects.toThrow("ECONNREFUSED");
  });

  it("does not retry a permanent error", async () => {
    const { log, attempts } = await openLog((response) => fail(response, "AccessDeniedException"));

    await expect(log.query("user:u_1")).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(attempts()).toBe(1);
  });

  it("ends with the signal: before it starts, while it waits for an answer, and between two attempts", async () => {
    const reason = new Error("enough");
    const silent = await openLog(() => {});
    const throttled = await openLog(throttle);
    const read = (log: typeof silent.log, signal: AbortSignal) => log.query("user:u_1", { signal });
    const aborted = new AbortController();
    aborted.abort(reason);
    await expect(read(silent.log, aborted.signal)).rejects.toBe(reason);
    expect(silent.attempts()).toBe(0);

    for (const { log, attempts } of [silent, throttled]) {
      const later = new AbortController();
      const pending = read(log, later.signal);
      const outcome = expect(pending).rejects.toBe(reason);
      while (attempts() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      later.abort(reason);
      await outcome;
    }
    expect(silent.attempts()).toBe(1);
    expect(throttled.attempts()).toBeLessThan(6);
  });
});
