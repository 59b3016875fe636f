import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, startCli, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

let table: EventTable;
let proxy: FakeAws;
let isDown = false;
let options: RunOptions;

const old = [3, 2, 1].map((minutes) => record(minutes * 60_000, { description: `${minutes} ago` }));

afterEach(stopRuns);

beforeAll(async () => {
  table = await createEventTable();
  proxy = await startFakeAws(
    () => (isDown ? { status: 500, body: { __type: "InternalServerError" } } : undefined),
    table.endpoint,
  );
  await store(table, old);
  options = {
    env: { AWS_ENDPOINT_URL_DYNAMODB: proxy.url, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(async () => {
  await proxy.stop();
  await table.stop();
});

it("shows the newest events, newest last", async () => {
  const { stdout } = await runCli(["tail", "-n", "2", "--fields", "description"], options);

  expect(stdout).toBe('{"description":"2 ago"}\n{"description":"1 ago"}\n');
});

it("follows: prints new events once, marks late ones, and exits with 130 on Ctrl-C", async () => {
  const child = startCli(["tail", "-f", "-n", "1", "--fields", "description"], options);
  const run = child.ended;
  await child.printed("1 ago");

  await store(table, [record(0, { description: "new" })]);
  await child.printed('"new"');
  await store(table, [record(5_000, { description: "overtaken" })]);
  await child.printed('"overtaken"');
  child.interrupt();

  const { code, stdout, stderr } = await run;
  expect(stdout.trimEnd().split("\n")).toEqual([
    '{"description":"1 ago"}',
    '{"description":"new"}',
    '{"description":"overtaken","late":true}',
  ]);
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
});

it("reports reconnects, and misses no event", async () => {
  const child = startCli(["tail", "-f", "-n", "0"], options);
  const run = child.ended;
  // The first looks of the following have been made.
  const before = proxy.actions.length;
  while (proxy.actions.length < before + 3) await new Promise((go) => setTimeout(go, 50));

  isDown = true;
  await child.printed("reconnecting");
  await store(table, [record(0, { description: "in the gap" })]);
  isDown = false;
  await child.printed("in the gap");
  child.interrupt(143);

  const { code, stdout, stderr } = await run;
  expect(stderr).toContain("reconnected");
  expect(stdout.match(/in the gap/g)).toHaveLength(1);
  expect(code).toBe(143);
});
