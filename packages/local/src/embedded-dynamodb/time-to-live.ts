import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readBody, refusalOf } from "../local-requests.js";
import { OPERATOR_CREDENTIALS } from "../operator.js";
import { deleteExpired } from "./sweep.js";

/** The attribute by which the items of a table expire. */
interface TimeToLiveSpecification {
  AttributeName: string;
  Enabled: boolean;
}

const MAX_REQUEST_BYTES = 65_536;
const OPERATION = /^DynamoDB_20120810\.(UpdateTimeToLive|DescribeTimeToLive)$/;

/**
 * Adds the two time to live operations to a dynalite server. Also rejects requests of web pages: dynalite accepts any
 * origin.
 */
export function addTimeToLive(server: Server): {
  /** Starts to delete expired items at this interval, in ms, from tables whose time to live is enabled. */
  sweepEvery(intervalMs: number, endpoint: string): () => Promise<void>;
} {
  const specifications = new Map<string, TimeToLiveSpecification>();
  const dynaliteListener = server.listeners("request")[0] as RequestListener;
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (refusalOf(request)) return void response.writeHead(403).end();
    const [, operation] = OPERATION.exec(String(request.headers["x-amz-target"])) ?? [];
    if (operation === undefined) return dynaliteListener(request, response);
    const endpoint = `http://${request.headers.host}`;
    answer(operation, request, specifications, endpoint).then(
      (body) => send(response, 200, body),
      (error: Error) =>
        send(response, 400, {
          __type: `com.amazonaws.dynamodb.v20120810#${error.name}`,
          message: error.message,
        }),
    );
  });
  return {
    sweepEvery(intervalMs, endpoint) {
      const client = connect(endpoint);
      let sweep = Promise.resolve();
      const timer = setInterval(() => {
        sweep = sweep.then(() => sweepAll(client, specifications));
      }, intervalMs);
      timer.unref();
      return async () => {
        clearInterval(timer);
        await sweep;
        client.destroy();
      };
    },
  };
}

async function answer(
  operation: string,
  request: IncomingMessage,
  specifications: Map<string, TimeToLiveSpecification>,
  endpoint: string,
): Promise<unknown> {
  const input = JSON.parse(String(await readBody(request, MAX_REQUEST_BYTES)));
  const tableName = String(input.TableName);
  await assertTableExists(tableName, endpoint);
  const current = specifications.get(tableName);
  if (operation === "DescribeTimeToLive") return { TimeToLiveDescription: describe(current) };
  const wanted = input.TimeToLiveSpecification as TimeToLiveSpecification;
  if (typeof wanted?.AttributeName !== "string" || typeof wanted.Enabled !== "boolean") {
    throw validationError("TimeToLiveSpecification needs AttributeName and Enabled");
  }
  if ((current !== undefined) === wanted.Enabled) {
    throw validationError(`TimeToLive is already ${wanted.Enabled ? "enabled" : "disabled"}`);
  }
  if (wanted.Enabled) specifications.set(tableName, wanted);
  else specifications.delete(tableName);
  return { TimeToLiveSpecification: wanted };
}

function describe(specification: TimeToLiveSpecification | undefined) {
  if (!specification) return { TimeToLiveStatus: "DISABLED" };
  return { TimeToLiveStatus: "ENABLED", AttributeName: specification.AttributeName };
}

async function assertTableExists(tableName: string, endpoint: string): Promise<void> {
  const client = connect(endpoint);
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }));
  } finally {
    client.destroy();
  }
}

async function sweepAll(
  client: DynamoDBClient,
  specifications: ReadonlyMap<string, TimeToLiveSpecification>,
): Promise<void> {
  for (const [tableName, { AttributeName }] of specifications) {
    try {
      await deleteExpired({ client, tableName, attribute: AttributeName, now: Date.now() });
    } catch {
      // The table may have been deleted, or the server may be stopping.
    }
  }
}

function connect(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials: OPERATOR_CREDENTIALS });
}

function validationError(message: string): Error {
  return Object.assign(new Error(message), { name: "ValidationException" });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify(body));
}
