import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type RunningCli, type RunOptions, runCli, startCli, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

let table: EventTable;
let options: RunOptions;

afterEach(stopRuns);

beforeAll(async () => {
  table = await createEventTable();
  await store(table, [record(60_000, { description: "a minute ago" })]);
  options = {
    env: { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(() => table.stop());

it("serves the log to anyone with the printed address, until Ctrl-C", async () => {
  const child = startCli(["dashboard", "--no-open", "--json"], options);
  const run = child.ended;
  const line = await firstLine(child);
  const url = new URL((JSON.parse(line) as { url: string }).url);
  const events = new URL("/api/events", url);

  const refused = await fetch(events);
  const answer = await fetch(events, {
    headers: { authorization: `Bearer ${url.hash.replace("#token=", "")}` },
  });

  expect(url.hostname).toBe("127.0.0.1");
  expect(refused.status).toBe(401);
  expect(await answer.json()).toMatchObject({ events: [{ description: "a minute ago" }] });
  child.interrupt();
  expect((await run).code).toBe(130);
  await expect(fetch(events)).rejects.toThrow("fetch failed");
});

it("uses the given port, and says if it is in use", async () => {
  const child = startCli(["dashboard", "--no-open"], options);
  const { port } = new URL(await firstLine(child));

  const { code, stderr } = await runCli(["dashboard", "--no-open", "--port", port], options);

  expect(code).toBe(1);
  expect(stderr).toContain(`port ${port} is in use: choose another one`);
});

it("says that the table does not exist", async () => {
  const { code, stdout, stderr } = await runCli(
    ["dashboard", "--no-open", "--table", "nothing", "--json"],
    options,
  );

  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(JSON.parse(stderr)).toMatchObject({ code: "NO_SUCH_TABLE" });
});

async function firstLine(child: RunningCli): Promise<string> {
  await child.printed("\n");
  return child.stdout.slice(0, child.stdout.indexOf("\n"));
}
