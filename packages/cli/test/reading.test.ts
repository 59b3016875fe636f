import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { hiddenIn } from "@service-events/testing/hidden-in";
import { type RunOptions, runCli, runInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

const EVIL = "a\u001b[31m\u001b]8;;http://x\u0007\u001b]52;c;aGk=\u0007\r\nb\u009b2J\u202e\u200b";
const MINUTE = 60_000;

let table: EventTable;
let options: RunOptions;

/** From the newest to the oldest. */
const events = [
  record(1 * MINUTE, { event: "JOB_FAILED", level: "error", userId: "u_1" }),
  record(2 * MINUTE, { event: "JOB_STARTED", level: "debug", userId: "u_2" }),
  record(3 * MINUTE, { origin: "billing", event: EVIL, description: EVIL, userId: EVIL }),
  ...Array.from({ length: 150 }, (_, n) =>
    record(4 * MINUTE + n * 10_000, {
      userId: "u_1",
      payload: { filler: randomBytes(3_000).toString("base64") },
    }),
  ),
];

afterEach(stopRuns);

beforeAll(async () => {
  table = await createEventTable();
  await store(table, events, { JOB_FAILED: { level: "error" }, JOB_STARTED: { level: "info" } });
  options = {
    env: { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(() => table.stop());

function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const keysOf = (stdout: string) => linesOf(stdout).map(({ sk }) => sk);

describe("query in a pipe", () => {
  it("prints one event per line, newest first, and nothing else", async () => {
    const { code, stdout, stderr } = await runCli(["query"], options);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(keysOf(stdout)).toEqual(events.slice(0, 50).map(({ sk }) => sk));
    expect(hiddenIn(stdout.replaceAll("\n", ""))).toEqual([]);
  });

  it("accepts a negated first term, and an order", async () => {
    const args = ["query", "-level:debug,info", "--order", "oldest", "--fields", "event,user"];

    const { stdout } = await runCli(args, options);

    expect(linesOf(stdout)).toEqual([{ event: "JOB_FAILED", user: "u_1" }]);
  });

  it("continues after a page by its cursor", async () => {
    const page = ["query", "origin:orders", "-n", "2", "--format", "json"];
    const first = JSON.parse((await runCli(page, options)).stdout);

    const second = JSON.parse((await runCli([...page, "--cursor", first.cursor], options)).stdout);

    const keys = [...first.events, ...second.events].map(({ sk }: { sk: string }) => sk);
    const orders = events.filter(({ origin }) => origin === "orders").map(({ sk }) => sk);
    expect(keys).toEqual(orders.slice(0, 4));
    expect(first).toMatchObject({
      complete: false,
      stopped: "limit",
      read: { items: expect.any(Number) },
    });
  });

  it("exits with 5 and says so if its budget is used up", async () => {
    const { code, stdout, stderr } = await runCli(
      ["query", "payload.none:1", "--max-units", "2"],
      options,
    );

    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toContain("units budget is used up");
  });

  it("succeeds with no events, unless --fail-empty", async () => {
    const empty = ["query", "event:NONE", "--format", "csv"];

    const content = await runCli(empty, options);
    const strict = await runCli([...empty, "--fail-empty"], options);

    expect([content.code, strict.code]).toEqual([0, 3]);
    expect(content.stdout).toMatch(/^createdAt,[^\n]*\n$/);
  });

  it("explains before it reads", async () => {
    const { stdout } = await runCli(["query", "event:JOB_FAILED", "--explain"], options);

    expect(JSON.parse(stdout)).toMatchObject({ plan: { source: "byEvent" }, page: { items: 1 } });
  });
});

describe("query on a terminal", () => {
  it("prints a table, the cost and the cursor; event data cannot control the terminal", async () => {
    const { code, stdout } = await runInTerminal("query -n 3 --utc", options);

    expect(code).toBe(0);
    expect(stdout).toMatch(/TIME UTC.*LEVEL.*ORIGIN.*EVENT.*USER.*DESCRIPTION/);
    expect(stdout).toContain("JOB_FAILED");
    expect(stdout).toContain(
      "a\\x1b[31m\\x1b]8;;http://x\\x07\\x1b]52;c;aGk=\\x07\\r\\nb\\x9b2J\\u202e",
    );
    expect(stdout).toMatch(/3 events, more available · 2 partitions .* read units/);
    expect(stdout).toMatch(/next page: --cursor \S+/);
    expect(hiddenIn(stdout).filter((character) => !"\u001b\n\r".includes(character))).toEqual([]);
    expect(stdout).not.toContain("\u001b]");
  });

  it("prints no escapes without colors and notes", async () => {
    const { stdout } = await runInTerminal("query -n 3 --quiet --color never", options);

    expect(hiddenIn(stdout.replaceAll("\n", ""))).toEqual([]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(4);
  });

  it("respects NO_COLOR, and a terminal that is dumb", async () => {
    const env = { ...options.env, TERM: "dumb" };

    const dumb = await runInTerminal("stats", { env });
    const colourless = await runInTerminal("query -n 1 --quiet", {
      env: { ...options.env, NO_COLOR: "1" },
    });

    expect(dumb.stdout).toMatch(/JOB_STARTED +151 +#+/);
    expect(dumb.stdout + colourless.stdout).not.toContain("\u001b");
  });
});

describe("get", () => {
  it("shows everything about one event", async () => {
    const [{ id } = {}] = linesOf((await runCli(["query", "origin:billing"], options)).stdout);

    const piped = await runCli(["get", String(id)], options);
    const shown = await runInTerminal(`get '${id}' --color never --quiet`, options);

    expect(linesOf(piped.stdout)).toEqual([{ id, ...events[2] }]);
    expect(shown.stdout).toMatch(/userId +a\\x1b\[31m/);
    expect(hiddenIn(shown.stdout.replaceAll("\n", ""))).toEqual([]);
  });

  it("fails if there is none", async () => {
    const id = "orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@none";

    const { code, stderr } = await runCli(["get", id, "--json"], options);

    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: "NO_SUCH_EVENT", retryable: false });
  });
});

it("shows the events of a user, however old", async () => {
  const { stdout } = await runCli(["user", "u_1", "level:error"], options);

  expect(keysOf(stdout)).toEqual([events[0]?.sk]);
});

it("counts by time and by type, from one read", async () => {
  const { stdout } = await runCli(["stats", "origin:orders", "--since", "1d"], options);

  const stats = JSON.parse(stdout);
  const counted = stats.times.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(stats).toMatchObject({ total: 152, complete: true });
  expect(counted).toBe(152);
  expect(stats.types).toEqual([
    { event: "JOB_STARTED", level: expect.any(String), count: 151 },
    { event: "JOB_FAILED", level: "error", count: 1 },
  ]);
});

it("lists stored types beside declared ones", async () => {
  const { stdout } = await runCli(["types"], options);

  expect(linesOf(stdout)).toContainEqual({
    origin: "billing",
    event: EVIL,
    count: 1,
    unknown: true,
  });
  expect(linesOf(stdout)).toContainEqual({
    origin: "orders",
    event: "JOB_FAILED",
    count: 1,
    level: "error",
    unknown: false,
  });
});

it("counts a sampled event for all that it stands for", async () => {
  const sampled = await createEventTable();
  try {
    await store(sampled, [
      record(MINUTE, { weight: 10 }),
      record(MINUTE, { weight: 10 }),
      record(MINUTE),
    ]);
    const env = { AWS_ENDPOINT_URL_DYNAMODB: sampled.endpoint, EVENT_LOG_TABLE: sampled.tableName };

    const stats = await runCli(["stats"], { env });
    const types = await runCli(["types"], { env });

    expect(JSON.parse(stats.stdout)).toMatchObject({
      total: 21,
      types: [{ event: "JOB_STARTED", count: 21 }],
    });
    expect(linesOf(types.stdout)).toMatchObject([{ event: "JOB_STARTED", count: 21 }]);
  } finally {
    await sampled.stop();
  }
});

it("reads a table without indexes", async () => {
  const bare = await createEventTable({ indexes: [] });
  try {
    await store(bare, events.slice(0, 2));
    const env = { AWS_ENDPOINT_URL_DYNAMODB: bare.endpoint, EVENT_LOG_TABLE: bare.tableName };

    const { code, stdout } = await runCli(["user", "u_1"], { env });

    expect({ code, keys: keysOf(stdout) }).toEqual({ code: 0, keys: [events[0]?.sk] });
  } finally {
    await bare.stop();
  }
});
