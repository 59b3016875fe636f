import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type Answer, type ReceivedRequest, type Receiver, startReceiver } from "./receiver.js";
import {
  type RunOptions,
  runCli,
  runInTerminal,
  startCli,
  startInTerminal,
  stopRuns,
} from "./run-cli.js";
import { record, store } from "./sample-events.js";

const COUNT = 1_300;
/** Within the last hour, from the oldest to the newest. */
const events = Array.from({ length: COUNT }, (_, n) =>
  record(3_000_000 - n * 1_000, { userId: `u_${n}`, payload: { n } }),
);
const sks = events.map(({ sk }) => sk);
/** Older than what Datadog takes. */
const old = Array.from({ length: 3 }, (_, n) => record(20 * 3_600_000 + n * 1_000));

const KEY = "key-that-nobody-may-see";
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let table: EventTable;
let receiver: Receiver;
let answer: (request: ReceivedRequest) => Answer = () => undefined;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  table = await createEventTable();
  await store(table, [...old, ...events]);
});

afterAll(() => table.stop());

beforeEach(async () => {
  answer = () => undefined;
  receiver = await startReceiver((request) => answer(request));
  folder = mkdtempSync(join(tmpdir(), "send-"));
  options = {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: receiver.url,
      AWS_ENDPOINT_URL_FIREHOSE: receiver.url,
      EVENT_LOG_TABLE: table.tableName,
      DD_API_KEY: KEY,
      NEW_RELIC_LICENSE_KEY: KEY,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${KEY}`,
      WEBHOOK_SECRET: SECRET,
    },
  };
});

afterEach(async () => {
  await stopRuns();
  rmSync(folder, { recursive: true });
  await receiver.stop();
});

const toDatadog = (...more: string[]) => [
  "send",
  "--to",
  "datadog",
  "--url",
  receiver.url,
  "--rate",
  "100000",
  ...more,
];

const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("a sink", () => {
  it.each([
    ["otlp", ["--url"], "api-key"],
    ["datadog", ["--url"], "dd-api-key"],
    ["newrelic", ["--url"], "api-key"],
    ["webhook", ["--url"], "webhook-signature"],
    ["eventbridge", [], "authorization"],
    ["firehose", ["--stream", "to-s3"], "authorization"],
  ])(
    "%s receives every event once, with its id, in as many requests as counted before",
    async (to, more, header) => {
      answer = ({ sks: ids }) => ({
        body: {
          FailedEntryCount: 0,
          FailedPutCount: 0,
          Entries: ids.map((EventId) => ({ EventId })),
          RequestResponses: ids.map((RecordId) => ({ RecordId })),
        },
        // An empty message is what OTLP answers in protobuf.
        ...(to === "otlp" && { headers: { "content-type": "application/json" } }),
      });
      const target = more[0] === "--url" ? ["--url", receiver.url] : more;
      const query = to === "webhook" ? "user:u_1,u_2,u_3" : "origin:orders";
      const expected = to === "webhook" ? sks.slice(1, 4) : sks;

      const args = ["send", "--to", to, ...target, "--rate", "100000", "--query", query];
      const counted = await runCli([...args, "--dry-run"], options);
      expect(receiver.requests).toEqual([]);
      const { code, stdout, stderr } = await runCli(args, options);

      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(JSON.parse(counted.stdout)).toMatchObject({
        events: expected.length,
        requests: receiver.requests.length,
      });
      expect(JSON.parse(stdout)).toMatchObject({
        sent: expected.length,
        undelivered: 0,
        tooOld: 0,
      });
      expect([...receiver.received].sort()).toEqual(expected);
      for (const { headers } of receiver.requests) expect(headers[header]).toBeDefined();
      expect(stdout + stderr).not.toContain(KEY);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

it("reads the key from a file", async () => {
  writeFileSync(join(folder, "key"), `${KEY}2\n`);

  const { code } = await runCli(toDatadog("user:u_1", "--secret-file", "key"), options);

  expect(code).toBe(0);
  expect(receiver.requests[0]?.headers["dd-api-key"]).toBe(`${KEY}2`);
});

it("counts events, bytes and requests first, and the events that are too old", async () => {
  const tried = await runCli(toDatadog("--since", "2d", "--dry-run"), options);
  expect(receiver.requests).toEqual([]);
  const { code, stdout, stderr } = await runCli(toDatadog("--since", "2d"), options);

  expect({ code: tried.code, stderr: tried.stderr }).toEqual({
    code: 0,
    stderr: "datadog:127.0.0.1 rejects events older than 18 hours: 3 will be skipped\n",
  });
  const volume = JSON.parse(tried.stdout);
  expect(volume).toMatchObject({ events: COUNT, tooOld: 3, requests: receiver.requests.length });
  expect(volume.bytes).toBeGreaterThan(COUNT * 100);
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({ sent: COUNT, tooOld: 3 });
  expect(stderr).toContain("rejects events older than 18 hours\n");
  expect([...receiver.received].sort()).toEqual(sks);
});

it("stops on Ctrl-C, and resumes later", async () => {
  const child = startCli([...toDatadog("origin:orders"), "--rate", "100"], options);
  const run = child.ended;
  await receiver.hasReceived(200);
  child.interrupt();

  expect(await run).toMatchObject({ code: 130, stderr: expect.stringContaining("--resume") });
  const { code } = await runCli(toDatadog("origin:orders", "--resume"), options);
  expect(code).toBe(0);
  expect([...new Set(receiver.received)].sort()).toEqual(sks);
});

it("saves rejected events to a file that can be sent and replayed again", async () => {
  const bad = new Set(sks.filter((_, n) => n % 400 === 7));
  answer = ({ sks: ids }) => (ids.some((sk) => bad.has(sk)) ? { status: 400 } : undefined);

  const first = await runCli(toDatadog("origin:orders"), options);

  expect(first.code).toBe(1);
  expect(first.stderr).toContain(`${bad.size} not delivered: HTTP 400`);
  expect(JSON.parse(first.stdout)).toMatchObject({
    sent: COUNT - bad.size,
    undelivered: bad.size,
    undeliveredFile: "send-datadog.undelivered.ndjson",
  });
  expect(readdirSync(folder)).toEqual(["send-datadog.undelivered.ndjson"]);

  answer = () => undefined;
  const input = ["--input", "send-datadog.undelivered.ndjson", "--undelivered", "again.ndjson"];
  const again = await runCli(toDatadog(...input), options);
  const replayed = await runCli(
    ["replay", "send-datadog.undelivered.ndjson", "--sink", "datadog", "--dry-run"],
    options,
  );

  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ sent: bad.size });
  expect([...new Set(receiver.received)].sort()).toEqual(sks);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ found: bad.size });
});

it("sends a file of events, and resumes it", async () => {
  writeFileSync(
    join(folder, "day.ndjson"),
    ["{", ...events.map((event) => JSON.stringify(event))].join("\n"),
  );
  answer = () => (receiver.received.length >= 1_000 ? { status: 403 } : undefined);
  const args = toDatadog("--input", "day.ndjson");

  const stopped = await runCli(args, options);
  answer = () => undefined;
  const { code, stdout, stderr } = await runCli([...args, "--resume"], options);

  expect(stopped.code).toBe(4);
  expect(code).toBe(1);
  expect(stderr).toContain("line 1: not a JSON object\n");
  expect(JSON.parse(stdout)).toMatchObject({ sent: COUNT, unreadable: 1 });
  expect([...receiver.received].sort()).toEqual(sks);
});

it("stops when a sink rejects everything, and skips no event", async () => {
  answer = () => ({ status: 403, body: { errors: [`the key ${KEY} is wrong`] } });

  const { code, stdout, stderr } = await runCli(toDatadog("origin:orders", "--json"), options);

  expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ code: "REFUSED" });
  expect(stderr).not.toContain(KEY);
  expect(readdirSync(folder)).toEqual([]);
});

it("stops when a sink starts to reject everything, at any rate", async () => {
  answer = () => (receiver.received.length >= 10 ? { status: 403 } : undefined);
  const args = toDatadog("origin:orders");

  // The last --rate counts: two events are a batch.
  const { code, stderr } = await runCli([...args, "--rate", "2", "--yes"], options);
  answer = () => undefined;
  const resumed = await runCli([...args, "--resume"], options);

  expect(code).toBe(4);
  expect(stderr).toContain("rejected all of 2 events: HTTP 403");
  expect(stderr).toContain("repeat the command with --resume");
  const lost = [...read("send-datadog.undelivered.ndjson").matchAll(/"sk":"([^"]+)"/g)];
  expect(lost).toHaveLength(18);
  expect(resumed.code).toBe(1);
  expect([...receiver.received, ...lost.map(([, sk]) => sk)].sort()).toEqual(sks);
});

it("continues when OTLP rejects part of a batch, and stops when it rejects all of it", async () => {
  let rejected = 1;
  answer = () => ({ body: { partialSuccess: { rejectedLogRecords: String(rejected) } } });
  options = { ...options, env: { ...options.env, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" } };
  const args = ["send", "--to", "otlp", "--url", receiver.url, "user:u_1,u_2,u_3"];

  const inPart = await runCli(args, options);
  rejected = 3;
  const whole = await runCli([...args, "--undelivered", "none.ndjson"], options);

  expect(inPart.code).toBe(1);
  expect(inPart.stderr).toContain("3 not delivered: the server rejected 1 records of a batch");
  expect(JSON.parse(inPart.stdout)).toMatchObject({ sent: 0, undelivered: 3 });
  expect(read("send-otlp.undelivered.ndjson").match(/"sk":"[^"]+"/g)).toHaveLength(3);
  expect(whole.code).toBe(1);
  expect(whole.stderr).toContain("rejected all of 3 events: the server rejected 3 records");
  expect(readdirSync(folder)).toEqual(["send-otlp.undelivered.ndjson"]);
});

it.each(["--state", "--undelivered"])(
  "sends nothing if its %s could not be written",
  async (option) => {
    const { code, stderr } = await runCli(toDatadog("user:u_1", option, "none/file"), options);

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(
        "'none/file' cannot be written: its directory does not exist",
      ),
    });
    expect(receiver.requests).toEqual([]);
  },
);

it("sends nothing to AWS without a region and credentials", async () => {
  writeFileSync(join(folder, "day.ndjson"), JSON.stringify(events[0]));
  const args = ["send", "--to", "firehose", "--stream", "to-s3", "--input", "day.ndjson"];
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_REGION: undefined };

  const without = await runCli(args, { ...options, env: { ...options.env, ...none } });
  const withRegion = await runCli([...args, "--region", "eu-test-1"], {
    ...options,
    env: { ...options.env, ...none },
  });

  expect(without.code).toBe(2);
  expect(without.stderr).toContain("pass --region or set AWS_REGION");
  expect(withRegion.code).toBe(4);
  expect(withRegion.stderr).toContain("set AWS_ACCESS_KEY_ID");
  expect(receiver.requests).toEqual([]);
});

it("waits for a sink that is over capacity", async () => {
  let busy = 2;
  answer = () => (busy-- > 0 ? { status: 429, headers: { "retry-after": "0" } } : undefined);

  const { code } = await runCli(toDatadog("origin:orders"), options);

  expect(code).toBe(0);
  expect([...receiver.received].sort()).toEqual(sks);
});

it("on a terminal, shows what it would send, asks, and shows progress", async () => {
  const line = toDatadog("--since", "2d").join(" ");
  const child = startInTerminal(line, options);
  const declined = child.ended;
  await child.printed("[y/N]");
  child.write("n\n");
  const { code, stdout } = await declined;

  expect(code).toBe(1);
  expect(stdout).toMatch(/3 will be skipped/);
  expect(stdout).toMatch(/Send 1300 events, \d+ KB in about 3 requests to datadog:127\.0\.0\.1\?/);
  expect(receiver.requests).toEqual([]);

  const sent = await runInTerminal(`${line} --yes`, options);
  expect(sent.stdout).toMatch(/\d+% · \d+ events · \d+ read units · /);
  expect(sent.stdout).toContain("1300 sent to datadog:127.0.0.1, 3 too old and skipped\n");
});

it("rejects wrong options before it begins", async () => {
  writeFileSync(join(folder, "send-webhook.undelivered.ndjson"), "");
  writeFileSync(join(folder, "key"), "Bearer pw@");
  const hook = ["--to", "webhook", "--url", receiver.url];
  const tries: [string[], string, Record<string, string | undefined>?][] = [
    [[], "required option '--to <sink>'"],
    [
      ["--to", "datadog"],
      "apiKey is missing: pass it, or set DD_API_KEY\n  set the key with DD_API_KEY or --secret-file",
      { DD_API_KEY: undefined },
    ],
    [
      ["--to", "newrelic"],
      "region must be 'US' or 'EU', received 'eu'\n  set the key with NEW_RELIC_LICENSE_KEY or --secret-file, the region with NEW_RELIC_REGION",
      { NEW_RELIC_REGION: "eu" },
    ],
    [["--to", "otlp"], "set OTEL_EXPORTER_OTLP_ENDPOINT"],
    [
      ["--to", "otlp", "--url", receiver.url],
      "otlp: OTEL_EXPORTER_OTLP_PROTOCOL must be 'http/protobuf' or 'http/json', received 'grpc'",
      { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    ],
    [
      ["--to", "otlp", "--url", receiver.url, "--secret-file", "key"],
      "number 1 of it is not\n  set the address with --url or",
    ],
    [["--to", "webhook"], "webhook needs an address"],
    [hook, "webhook needs a secret", { WEBHOOK_SECRET: undefined }],
    [hook, "'send-webhook.undelivered.ndjson' already exists"],
    [["--to", "firehose"], "firehose needs a stream"],
    [["--to", "firehose", "--url", receiver.url], "--url cannot be used with firehose"],
    [["--to", "otlp", "--url", "http://u:pw@127.0.0.1"], "--url contains a password"],
    [
      ["--to", "otlp", "--url", receiver.url, "--secret-file", "no"],
      "cannot read the --secret-file",
    ],
    [["--to", "otlp", "--url", receiver.url, "--resume"], "no unfinished send found"],
    [
      ["--to", "otlp", "--url", receiver.url, "--input", "x", "user:u"],
      "--input cannot be combined",
    ],
  ];

  for (const [args, said, env] of tries) {
    const { code, stderr } = await runCli(["send", ...args], {
      ...options,
      env: { ...options.env, ...env },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    expect(stderr).not.toContain("pw@");
  }
  expect(existsSync(join(folder, "send-otlp.state.json"))).toBe(false);
  expect(read("send-webhook.undelivered.ndjson")).toBe("");
  expect(receiver.requests).toEqual([]);
});
