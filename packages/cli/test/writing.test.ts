import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/logger";
import { createEventLog, getEventsForOrigin, readOrigins } from "@service-events/query";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, refusal, type Script, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, startCli, startInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";
import { runShell } from "./spawn-cli.js";

let table: EventTable;
let aws: FakeAws;
let script: Script = () => undefined;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  aws = await startFakeAws((action, body) => script(action, body));
});

afterAll(() => aws.stop());

beforeEach(async () => {
  table = await createEventTable();
  script = () => undefined;
  folder = mkdtempSync(join(tmpdir(), "import-"));
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

/** Everything that a query without an origin finds. */
async function stored(from: EventTable = table): Promise<EventRecord<string>[]> {
  const events: EventRecord<string>[] = [];
  for await (const event of createEventLog(from).events("since:2h", { order: "oldest" })) {
    events.push(event);
  }
  return events;
}

function write(name: string, lines: readonly unknown[]): void {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(join(folder, name), `${texts.join("\n")}\n`);
}

describe("import", () => {
  it("copies an export into an empty table, and can be repeated", async () => {
    const source = await createEventTable();
    const events = [
      record(5_000, { userId: "u_1", payload: { big: "x".repeat(5_000), deep: { a: [1, null] } } }),
      record(4_000, { origin: "billing", shard: 3, ttl: null, correlationId: "c" }),
      record(3_000, { level: "error", error: { name: "E", message: "m", fingerprint: "f" } }),
    ];
    await store(source, events);
    const copy =
      `service-events export --endpoint ${source.endpoint} --table ${source.tableName} --gzip > x.gz; ` +
      "service-events import x.gz; service-events import - < <(gunzip < x.gz)";

    const { code, stdout, stderr } = await runShell(copy, options);
    await source.stop();

    const report = { found: 3, delivered: 3, unreadable: 0, expired: 0, refusals: [] };
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([report, report]);
    expect(await stored()).toEqual(events);
    expect((await readOrigins(table)).find(({ origin }) => origin === "billing")?.shards).toBe(4);
  });

  it("reports bad lines by number, and imports the others", async () => {
    const good = record(1_000);
    const expired = record(2_000, { ttl: 1_000 });
    write("mixed.ndjson", [good, "{", "", { ...good, pk: "ORIGINS" }, expired]);

    const { code, stdout, stderr } = await runCli(["import", "mixed.ndjson"], options);

    expect(code).toBe(1);
    expect(stderr).toBe("line 2: not a JSON object\nline 4: pk does not match origin\n");
    expect(JSON.parse(stdout)).toMatchObject({ found: 1, delivered: 1, unreadable: 2, expired: 1 });
    expect(await stored()).toEqual([good]);
  });

  it("writes nothing and needs no table in a dry run", async () => {
    write("day.ndjson", [record(1_000)]);
    const env = { EVENT_LOG_TABLE: undefined, AWS_ACCESS_KEY_ID: undefined };

    const { code, stdout } = await runCli(["import", "day.ndjson", "--dry-run"], {
      ...options,
      env,
    });

    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, found: 1, delivered: 0 });
    expect(await stored()).toEqual([]);
  });

  it("keeps what a catalogue has declared of a type", async () => {
    await store(table, [record(9_000)], { JOB_STARTED: { level: "warn", description: "known" } });
    write("day.ndjson", [record(1_000), record(1_000, { event: "NEW", level: "error" })]);

    await runCli(["import", "day.ndjson"], options);

    expect(await readOrigins(table)).toEqual([
      {
        origin: "orders",
        shards: 1,
        events: { JOB_STARTED: { level: "warn", description: "known" }, NEW: { level: "error" } },
      },
    ]);
  });

  it("rejects a wrong file or table before it begins", async () => {
    writeFileSync(join(folder, "cut.gz"), gzipSync(JSON.stringify(record(0))).subarray(0, -9));

    const missing = await runCli(["import", "none.ndjson", "--dry-run"], options);
    const cut = await runCli(["import", "cut.gz", "--dry-run"], options);
    const nowhere = await runCli(["import", "cut.gz", "--table", "nowhere"], options);

    expect([missing.code, cut.code, nowhere.code]).toEqual([2, 1, 1]);
    expect(missing.stderr).toContain("no such file 'none.ndjson'");
    expect(cut.stderr).toContain("cannot be decompressed");
    expect(nowhere.stderr).toContain("table 'nowhere' does not exist");
  });

  it("asks on a terminal before it writes; anything but yes means no", async () => {
    write("day.ndjson", [record(1_000)]);
    const answer = async (text: string) => {
      const child = startInTerminal("import day.ndjson", options);
      const run = child.ended;
      await child.printed("[y/N]");
      child.write(text);
      return run;
    };

    const declined = await answer("\n");
    expect(await stored()).toEqual([]);
    const accepted = await answer("y\n");

    expect([declined.code, accepted.code]).toEqual([1, 0]);
    expect(declined.stdout).toContain("cancelled, nothing was changed");
    expect(await stored()).toHaveLength(1);
  });

  it("stops on Ctrl-C while it waits for input, with everything read so far written", async () => {
    const child = startCli(["import", "-"], options);
    const run = child.ended;
    for (let n = 0; n < 1_000; n++) child.write(`${JSON.stringify(record(5_000))}\n`);
    const written = () => getEventsForOrigin({ ...table, origin: "orders", limit: 1_000 });
    while ((await written()).length < 1_000) await new Promise((go) => setTimeout(go, 50));

    child.interrupt();

    expect(await run).toEqual({
      code: 130,
      stdout: "",
      stderr: "unfinished: run the import again; events that are already stored stay unchanged\n",
    });
  });

  it("exits with 4 without permission to write", async () => {
    write("day.ndjson", [record(1_000)]);
    script = (action) =>
      action === "Query"
        ? { body: { Items: [], Count: 0 } }
        : refusal("AccessDeniedException", "no");

    const { code, stderr, stdout } = await runCli(
      ["import", "day.ndjson", "--endpoint", aws.url],
      options,
    );

    expect(code).toBe(4);
    expect(stderr).toContain("1 not written: ");
    expect(JSON.parse(stdout)).toMatchObject({ found: 1, delivered: 0 });
  });
});

describe("replay", () => {
  const undelivered = (event: EventRecord<string>) =>
    JSON.stringify({ undelivered: "throttled", sink: "dynamodb:x", record: event });

  it("finds undelivered events among other lines, and writes them", async () => {
    const event = record(1_000);
    write("stderr.log", ["a line", `2026-11-24 ${undelivered(event)}`, '{"undelivered":"cut', "x"]);

    const tried = await runCli(["replay", "stderr.log", "--dry-run"], options);
    expect(JSON.parse(tried.stdout)).toMatchObject({ found: 1, delivered: 0, unreadable: 1 });
    expect({ code: tried.code, stderr: tried.stderr }).toEqual({ code: 1, stderr: "" });
    expect(await stored()).toEqual([]);

    const { code, stdout } = await runCli(["replay"], {
      ...options,
      input: `${undelivered(event)}\n`,
    });
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, found: 1, delivered: 1 });
    expect(await stored()).toEqual([event]);
  });

  it("reads a log group page by page", async () => {
    const events = [record(2_000), record(1_000)];
    const asked: Record<string, unknown>[] = [];
    script = (action, body) => {
      if (action !== "FilterLogEvents") return undefined;
      asked.push(JSON.parse(body));
      const isFirst = asked.length === 1;
      const [message] = isFirst ? events : events.slice(1);
      return {
        body: {
          events: message ? [{ message: undelivered(message) }] : [],
          ...(isFirst && { nextToken: "next" }),
        },
      };
    };
    const args = ["replay", "--log-group", "/aws/lambda/orders", "--since", "6h"];

    const { code, stdout, stderr } = await runCli(args, {
      ...options,
      env: { ...options.env, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: aws.url },
    });

    expect({ code, stderr, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      stderr: "",
      delivered: 2,
    });
    expect(await stored()).toEqual(events);
    expect(asked).toMatchObject([
      { logGroupName: "/aws/lambda/orders", filterPattern: '"undelivered"' },
      { nextToken: "next" },
    ]);
    expect(Number(asked[0]?.endTime) - Number(asked[0]?.startTime)).toBe(6 * 3_600_000);
  });

  it("reads a log group since yesterday, and only the lines of one sink", async () => {
    const mine = record(2_000);
    const other = undelivered(record(1_000)).replace("dynamodb:x", "otlp:y");
    let startTime = 0;
    script = (action, body) => {
      if (action !== "FilterLogEvents") return undefined;
      startTime = JSON.parse(body).startTime;
      return { body: { events: [{ message: undelivered(mine) }, { message: other }] } };
    };
    const args = ["replay", "--log-group", "g", "--since", "yesterday", "--sink", "dynamodb"];

    const { code, stdout, stderr } = await runCli(args, {
      ...options,
      env: { ...options.env, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: aws.url },
    });

    expect({ code, stderr, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      stderr: "skipped 1 events of other sinks\n",
      delivered: 1,
    });
    expect(await stored()).toEqual([mine]);
    expect(startTime % 86_400_000).toBe(0);
  });

  it("names a missing log group", async () => {
    script = () => refusal("ResourceNotFoundException", "no");

    const { code, stderr } = await runCli(["replay", "--log-group", "none", "--json"], {
      ...options,
      env: { ...options.env, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: aws.url },
    });

    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: "NO_SUCH_LOG_GROUP" });
  });
});
