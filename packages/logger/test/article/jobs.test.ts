import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/logger";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import { getEventsForOrigin } from "../../../query/src/index.js";

let table: EventTable;
let jobs: typeof import("./jobs.js");

beforeAll(async () => {
  table = await createEventTable();
  process.env.EVENT_LOG_TABLE = table.tableName;
  process.env.AWS_REGION = "us-east-1";
  process.env.AWS_ENDPOINT_URL_DYNAMODB = table.endpoint;
  process.env.AWS_ACCESS_KEY_ID ??= testCredentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY ??= testCredentials.secretAccessKey;
  for (const level of ["debug", "info", "warn", "error"] as const) {
    jest.spyOn(console, level).mockImplementation(() => {});
  }
  jobs = await import("./jobs.js");
});

afterAll(() => table.stop());

function events(origin: string) {
  return getEventsForOrigin({ tableName: table.tableName, client: table.client, origin });
}

it("records the events of a wrapped handler under the function's name", async () => {
  const context = { awsRequestId: "r_1", functionName: "jobs" };
  const result: { jobId: string } = await jobs.handler({ jobId: "j_1", userId: "u_1" }, context);
  expect(result).toEqual({ jobId: "j_1" });
  expect(await events("jobs")).toMatchObject([
    { event: "JOB_COMPLETED", userId: "u_1", payload: { jobId: "j_1" } },
    { event: "JOB_STARTED", payload: { jobId: "j_1", request: "r_1", by: "jobs" } },
  ]);
});

it("records an error that is logged and rethrown once", async () => {
  const context = { awsRequestId: "r_2", functionName: "broken-jobs" };
  const failed = jobs.handler({ jobId: "j_2", broken: true }, context);
  await expect(failed).rejects.toThrow("the input is missing");
  expect(
    (await events("broken-jobs")).map(({ event, description }) => [event, description]),
  ).toEqual([
    ["ERROR", "Job failed"],
    ["JOB_STARTED", "Job processing started"],
  ]);
});

it("writes with a client of the SDK", async () => {
  const logger = jobs.ordersLogger(table.tableName, table.client);
  jobs.takeJob(logger, "j_3");
  await logger.flush();
  expect(await events("orders")).toMatchObject([
    { event: "JOB_STARTED", payload: { jobId: "j_3" } },
  ]);
});

it("gives every record to a writer of one's own at once", () => {
  const store: EventRecord[] = [];
  const logger = jobs.memoryLogger(store);
  jobs.takeJob(logger, "j_4");
  logger.error("No more", { jobId: "j_4" });
  expect(store.map(({ event }) => event)).toEqual(["ERROR", "JOB_STARTED"]);
});
