import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/logger";
import { createEventLog, readOrigins } from "@service-events/query";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { POSTHOG_API, POSTHOG_EXPORT, SEGMENT_TRACK } from "./foreign-exports.js";
import { type RunOptions, runCli, runInTerminal, startCli, stopRuns } from "./run-cli.js";
import { record } from "./sample-events.js";

let table: EventTable;
let folder: string;
let options: RunOptions;

beforeEach(async () => {
  table = await createEventTable();
  folder = mkdtempSync(join(tmpdir(), "foreign-"));
  options = {
    cwd: folder,
    env: { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, EVENT_LOG_TABLE: table.tableName },
  };
});

afterEach(async () => {
  await stopRuns();
  rmSync(folder, { recursive: true });
  await table.stop();
});

function write(name: string, lines: readonly unknown[]): void {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(join(folder, name), `${texts.join("\n")}\n`);
}

async function stored(): Promise<EventRecord<string>[]> {
  const events: EventRecord<string>[] = [];
  for await (const event of createEventLog(table).events("since:2020-01-01", { order: "oldest" })) {
    events.push(event);
  }
  return events;
}

async function firstStored(): Promise<EventRecord<string> | undefined> {
  for await (const event of createEventLog(table).events("since:1h origin:orders")) return event;
  return undefined;
}

it("imports another system's export; importing it twice gives the same events", async () => {
  write("events.jsonl", [POSTHOG_EXPORT, POSTHOG_API]);
  const args = ["import", "events.jsonl", "--from", "posthog", "--origin", "web"];

  const first = await runCli(args, options);
  const once = await stored();
  const second = await runCli(args, options);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(second.stdout)).toMatchObject({ found: 2, delivered: 2, unreadable: 0 });
  expect(await stored()).toEqual(once);
  expect(once).toMatchObject([
    { origin: "web", event: "USER_SIGNED_UP", userId: "u_7", ttl: null },
    { origin: "web", event: "PAGEVIEW", userId: "u_8" },
  ]);
  expect(await readOrigins(table)).toMatchObject([{ origin: "web" }]);
});

it("can be verified against the imported file", async () => {
  write("events.jsonl", [POSTHOG_EXPORT, POSTHOG_API]);
  const format = ["--from", "posthog", "--origin", "web"];
  await runCli(["import", "events.jsonl", ...format], options);
  const changed = { ...POSTHOG_API, distinct_id: "somebody" };
  write("changed.jsonl", [changed, POSTHOG_EXPORT]);

  const same = await runCli(["verify", "--against", "events.jsonl", ...format], options);
  const other = await runCli(["verify", "--against", "changed.jsonl", ...format], options);

  expect({ code: same.code, ...JSON.parse(same.stdout) }).toMatchObject({
    code: 0,
    equal: 2,
    examples: [],
  });
  expect({ code: other.code, ...JSON.parse(other.stdout) }).toMatchObject({
    code: 1,
    equal: 1,
    examples: [{ differences: [{ field: "userId", log: '"u_8"', file: '"somebody"' }] }],
  });
});

it("redacts secrets of a foreign event", async () => {
  write("calls.ndjson", [{ ...SEGMENT_TRACK, properties: { password: "hunter2", total: 5 } }]);

  await runCli(["import", "calls.ndjson", "--from", "segment"], options);

  const [event] = await stored();
  expect(event?.payload).toMatchObject({ total: 5 });
  expect(JSON.stringify(event)).not.toContain("hunter2");
});

it("saves bad lines unchanged to a file", async () => {
  write("mixed.jsonl", [POSTHOG_EXPORT, '{"event":"x"}', "no json", POSTHOG_API]);
  const args = ["import", "mixed.jsonl", "--from", "posthog", "--rejected", "bad.jsonl"];

  const { code, stdout, stderr } = await runCli(args, options);

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ found: 2, delivered: 2, unreadable: 2 });
  expect(stderr).toContain("line 2: time is missing: $.timestamp not found\n");
  expect(stderr).toContain("line 3: not a JSON object");
  expect(readFileSync(join(folder, "bad.jsonl"), "utf8")).toBe('{"event":"x"}\nno json\n');

  const again = await runCli(args, options);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("'bad.jsonl' already exists");
});

it("says what to do if no line of a file is usable", async () => {
  write("whole.json", ["{", '"data": []', "}"]);
  write("foreign.ndjson", [POSTHOG_API]);

  const whole = await runCli(["import", "whole.json", "--from", "datadog", "--dry-run"], options);
  const foreign = await runCli(["import", "foreign.ndjson", "--dry-run"], options);

  expect(whole.code).toBe(1);
  expect(whole.stderr).toMatch(/no usable line: each line must be one JSON object, as jq -c .*\n$/);
  expect(foreign.code).toBe(1);
  expect(foreign.stderr).toBe(
    "line 1: pk is missing\nno usable line: name the system it comes from with --from, or write a --mapping\n",
  );
});

it("keeps events of all types as long as a plain --retention says", async () => {
  const long = new Date(Date.now() - 900 * 86_400_000).toISOString();
  write("own.ndjson", [
    { what: "error", when: long },
    { what: "paid", when: long },
  ]);
  writeFileSync(join(folder, "mapping.json"), '{ "event": "$.what", "time": "$.when" }');
  const args = ["import", "own.ndjson", "--mapping", "mapping.json", "--retention", "1000d"];

  const { code, stdout } = await runCli(args, options);

  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, delivered: 2, expired: 0 });
  const ttl = Math.floor(Date.parse(long) / 1_000) + 1_000 * 86_400;
  expect(await stored()).toMatchObject([
    { event: "ERROR", ttl },
    { event: "PAID", ttl },
  ]);
});

it("accepts a file with a byte order mark", async () => {
  write("windows.jsonl", [`\ufeff${JSON.stringify(POSTHOG_API)}\r`]);

  const { code, stdout } = await runCli(
    ["import", "windows.jsonl", "--from", "posthog", "--dry-run"],
    options,
  );

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ found: 1, unreadable: 0 });
});

it("shows the first events and the count of each type in a dry run", async () => {
  write("events.jsonl", [POSTHOG_EXPORT, POSTHOG_API, { ...POSTHOG_API, id: "3" }]);
  const args = ["import", "events.jsonl", "--from", "posthog", "--dry-run"];

  const { code, stdout } = await runCli(args, options);
  const terminal = await runInTerminal(args.join(" "), options);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    found: 3,
    delivered: 0,
    types: [
      { event: "PAGEVIEW", count: 2 },
      { event: "USER_SIGNED_UP", count: 1 },
    ],
    first: [{ event: "USER_SIGNED_UP" }, { event: "PAGEVIEW" }, { event: "PAGEVIEW" }],
  });
  expect(terminal.stdout).toContain("2  PAGEVIEW\n1  USER_SIGNED_UP\n3 found, 0 written\n");
  expect(terminal.stdout).toContain('"$browser": "Firefox"');
  expect(await stored()).toEqual([]);
});

it("uses a mapping file, alone or to override a format", async () => {
  const mapping = { event: "$.what", time: "$.when", userId: "$.who.id", origin: "shop" };
  writeFileSync(join(folder, "mapping.json"), JSON.stringify(mapping));
  writeFileSync(join(folder, "over.json"), '{ "userId": "$.person_id" }');
  write("own.ndjson", [{ what: "order paid", when: "2024-05-01", who: { id: 7 } }]);
  write("hog.ndjson", [POSTHOG_EXPORT]);

  await runCli(["import", "own.ndjson", "--mapping", "mapping.json"], options);
  await runCli(["import", "hog.ndjson", "--from", "posthog", "--mapping", "over.json"], options);

  expect(await stored()).toMatchObject([
    { origin: "shop", event: "ORDER_PAID", userId: "7" },
    { origin: "posthog", event: "USER_SIGNED_UP", userId: POSTHOG_EXPORT.person_id },
  ]);
});

it("rejects wrong options and mappings before it begins", async () => {
  write("day.ndjson", [record(1_000)]);
  writeFileSync(join(folder, "bad.json"), '{\n  "event": "$.name",\n  "tiem": "$.at"\n}');
  writeFileSync(join(folder, "half.json"), '{ "event": "$.name" }');
  const tries: [string[], string][] = [
    [["--mapping", "bad.json"], "bad.json, line 3: 'tiem' is not a field"],
    [["--mapping", "half.json"], "'half.json' does not map event and time"],
    [["--mapping", "none.json"], "cannot read the mapping 'none.json'"],
    [["--from", "posthog", "--retention", "soon"], "--retention: retention 'soon'"],
    [["--from", "posthog", "--origin", "a#b"], "--origin: origin 'a#b' is not allowed"],
    [["--origin", "shop"], "--origin and --retention only apply to exports of other systems"],
  ];

  for (const [more, said] of tries) {
    const { code, stderr } = await runCli(["import", "day.ndjson", "--dry-run", ...more], options);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
  }
});

it("stops on Ctrl-C, says what to do, and is complete after another run", async () => {
  write(
    "big.ndjson",
    Array.from({ length: 4_000 }, () => record(5_000)),
  );
  const child = startCli(["import", "big.ndjson"], options);
  const run = child.ended;
  while ((await firstStored()) === undefined);
  child.interrupt();
  const interrupted = await run;
  const before = (await stored()).length;
  const { code } = await runCli(["import", "big.ndjson"], options);

  expect(interrupted).toMatchObject({
    code: 130,
    stderr: expect.stringContaining("unfinished: run the import again"),
  });
  // What an interrupted import stored can be found: its origin is registered.
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(4_000);
  expect(code).toBe(0);
  expect(await stored()).toHaveLength(4_000);
});

it("shows its progress on a terminal", async () => {
  write(
    "day.ndjson",
    Array.from({ length: 3_000 }, () => record(5_000)),
  );

  const { code, stdout } = await runInTerminal("import day.ndjson --yes", options);

  expect(code).toBe(0);
  expect(stdout).toMatch(/\d+% · \d+ events · 0 bad · /);
  expect(stdout).toContain("3000 found, 3000 written");
});
