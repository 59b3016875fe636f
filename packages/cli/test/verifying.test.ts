import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/logger";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, runInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

const HOUR = 3_600_000;
/** From the oldest to the newest, and older than what a command reads by itself. */
const events = Array.from({ length: 1_200 }, (_, n) =>
  record(30 * HOUR - n * 1_000, {
    origin: n % 3 === 0 ? "billing" : "orders",
    userId: `u_${n}`,
    payload: { n, amount: n * 1.5, list: [n] },
  }),
);

let table: EventTable;
let empty: FakeAws;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  table = await createEventTable();
  empty = await startFakeAws(() => ({ body: { Items: [], Count: 0, ScannedCount: 0 } }));
  await store(table, events);
});

afterAll(async () => {
  await empty.stop();
  await table.stop();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "verify-"));
  options = {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      EVENT_LOG_TABLE: table.tableName,
      TMPDIR: folder,
    },
  };
});

afterEach(async () => {
  await stopRuns();
  rmSync(folder, { recursive: true });
});

function write(name: string, lines: readonly EventRecord<string>[]): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
}

const same = {
  different: 0,
  onlyInLog: 0,
  onlyInFile: 0,
  expired: 0,
  outside: 0,
  repeated: 0,
  unreadable: 0,
  examples: [],
};

it("finds an export equal to the log, in any order and of any time range", async () => {
  const exportAll = ["export", "--since", "2d", "--order", "newest", "-o", "all.ndjson.gz"];
  expect((await runCli(exportAll, options)).code).toBe(0);

  const { code, stdout, stderr } = await runCli(["verify", "--against", "all.ndjson.gz"], options);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({ ...same, equal: events.length });
  // What was sorted on the way is gone again.
  expect(readdirSync(folder).filter((name) => name.startsWith("service-events"))).toEqual([]);
});

it("compares only the events of the query", async () => {
  const query = "origin:billing";
  await runCli(["export", query, "--since", "2d", "-o", "billing.ndjson"], options);
  const args = ["verify", "--query", query, "--against", "billing.ndjson"];

  const { code, stdout } = await runCli(args, options);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ ...same, equal: 400 });
});

it("reports missing events on each side, and differences field by field", async () => {
  const [first, second, third, ...rest] = events as [
    EventRecord<string>,
    EventRecord<string>,
    EventRecord<string>,
    ...EventRecord<string>[],
  ];
  const lines = [
    first,
    { ...second, userId: "somebody", payload: { ...second.payload, amount: 7 } },
    { ...third, sk: `${third.sk}x` },
    ...rest,
  ];
  write("changed.ndjson", [...lines, rest.at(-1) as EventRecord<string>]);

  const { code, stdout } = await runCli(["verify", "--against", "changed.ndjson"], options);
  const terminal = await runInTerminal("verify --against changed.ndjson", options);

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    ...same,
    equal: events.length - 2,
    different: 1,
    onlyInLog: 1,
    onlyInFile: 1,
    repeated: 1,
    examples: [
      {
        id: expect.stringContaining("orders@"),
        differences: [
          { field: "userId", log: '"u_1"', file: '"somebody"' },
          { field: "payload.amount", log: "1.5", file: "7" },
        ],
      },
      { id: expect.stringMatching(/^orders@/), only: "log" },
      { id: expect.stringMatching(/x$/), only: "file" },
    ],
  });
  expect(terminal.code).toBe(1);
  expect(terminal.stdout).toContain("payload.amount: 1.5 in the log, 7 in the file\n");
  expect(terminal.stdout).toContain(
    "1198 equal, 1 different, 1 only in the log, 1 only in changed.ndjson, 1 repeated\n",
  );
});

it("ignores expired events and those outside the time range", async () => {
  const gone = record(29 * HOUR, { ttl: Math.floor(Date.now() / 1_000) - 60 });
  const long = record(90 * HOUR);
  write("day.ndjson", [long, ...events, gone]);
  const since = events[0]?.createdAt as string;

  const { code, stdout } = await runCli(
    ["verify", "--against", "day.ndjson", "--since", since],
    options,
  );

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ ...same, equal: events.length, expired: 1, outside: 1 });
});

it("compares ids only", async () => {
  const ids = events.map(({ sk }, n) => (n % 2 === 0 ? { sk, body: "x" } : { id: sk }));
  writeFileSync(join(folder, "ids.ndjson"), ids.map((each) => JSON.stringify(each)).join("\n"));

  const { code, stdout } = await runCli(["verify", "--ids", "--against", "ids.ndjson"], options);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ ...same, equal: events.length });
});

it("reports bad lines by number, and fails", async () => {
  write("bad.ndjson", events);
  writeFileSync(join(folder, "bad.ndjson"), "{\n", { flag: "a" });

  const { code, stdout, stderr } = await runCli(["verify", "--against", "bad.ndjson"], options);

  expect({ code, stderr }).toEqual({ code: 1, stderr: "line 1201: not a JSON object\n" });
  expect(JSON.parse(stdout)).toMatchObject({ equal: events.length, unreadable: 1 });
});

it("rejects what it cannot compare", async () => {
  writeFileSync(join(folder, "empty.ndjson"), "");
  const tries: [string[], string][] = [
    [["--against", "-"], "cannot verify against stdin"],
    [["--against", "none.ndjson"], "no such file 'none.ndjson'"],
    [["--against", "empty.ndjson"], "the file contains no events"],
    [[], "required option '--against <file>'"],
  ];

  for (const [args, said] of tries) {
    const { code, stderr } = await runCli(["verify", ...args], options);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
  }
});
