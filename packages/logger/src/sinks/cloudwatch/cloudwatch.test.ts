import { describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import fc from "fast-check";
import { type EmfLine, emfFaults } from "../../../test/emf-schema.js";
import { createFakeStdout } from "../../../test/places/fake-stdout.js";
import { createEventWriter } from "../../delivery/writer.js";
import { createCloudWatchEventWriter, createCloudWatchSink } from "./cloudwatch.js";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** CloudWatch looks at the clock, so the events of these tests are of now. */
const NOW = Date.now();

/** An event of a job, the same for the same number. */
function recordAt(n: number, ms = NOW): EventRecord<string> {
  const createdAt = `${new Date(ms).toISOString().slice(0, -1)}${String(n % 1_000).padStart(3, "0")}Z`;
  return {
    pk: "ORIGIN#jobs",
    sk: `${createdAt}#JOB_FAILED#process${n}`,
    origin: "jobs",
    event: "JOB_FAILED",
    createdAt,
    description: `event ${n}`,
    level: "error",
    environment: "prod",
  };
}

function parse(text: string): EmfLine[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as EmfLine);
}

async function startHarness(): Promise<SinkHarness> {
  const stdout = createFakeStdout();
  return {
    sink: createCloudWatchSink({}, stdout),
    behave: stdout.behave,
    record: (n) => recordAt(n),
    badRecord: () => ({ ...recordAt(0, NOW - 15 * DAY_MS), sk: "too old" }),
    stored: async () => parse(await stdout.text()).flatMap(({ ids }) => ids as string[]),
    stop: async () => {},
  };
}

describeSinkContract("counts in CloudWatch", startHarness);

/** Writes records in one batch, and gives the lines. */
async function linesOf(
  records: readonly EventRecord<string>[],
  settings: Parameters<typeof createCloudWatchSink>[0] = {},
): Promise<EmfLine[]> {
  const stdout = createFakeStdout();
  const writer = createEventWriter(createCloudWatchSink(settings, stdout), { lingerMs: 1_000 });
  for (const record of records) writer(record);
  await writer.flush();
  const text = await stdout.text();
  expect(text.split("\n").slice(0, -1).flatMap(emfFaults)).toEqual([]);
  return parse(text);
}

describe("the CloudWatch writer", () => {
  it("prints one line for each type and level of a batch, with its count and its events' ids", async () => {
    const failed = [recordAt(1), recordAt(2), recordAt(3)];
    const started = { ...recordAt(4), event: "JOB_STARTED", level: "info" as const };
    const lines = await linesOf([...failed, started], { namespace: "Shop" });

    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: Math.floor(NOW / 60_000) * 60_000,
          CloudWatchMetrics: [
            {
              Namespace: "Shop",
              Dimensions: [
                ["origin", "environment", "event", "level"],
                ["origin", "environment", "level"],
              ],
              Metrics: [{ Name: "Events", Unit: "Count" }],
            },
          ],
        },
        origin: "jobs",
        environment: "prod",
        event: "JOB_FAILED",
        level: "error",
        Events: 3,
        ids: failed.map(({ sk }) => sk),
      },
      expect.objectContaining({ event: "JOB_STARTED", level: "info", Events: 1 }),
    ]);
  });

  it("counts an event that is kept for ten as ten", async () => {
    const lines = await linesOf([{ ...recordAt(1), weight: 10 }, recordAt(2)]);

    expect(lines.map(({ Events }) => Events)).toEqual([11]);
  });

  it("counts each event in its own minute, also when several are sent at once", async () => {
    const lines = await linesOf([recordAt(1, NOW - DAY_MS), recordAt(2), recordAt(3)]);

    expect(lines.map(({ _aws, Events }) => [NOW - _aws.Timestamp > DAY_MS / 2, Events])).toEqual([
      [true, 1],
      [false, 2],
    ]);
  });

  it("adds the user's dimensions to both metrics", async () => {
    const [line] = await linesOf([recordAt(1)], { dimensions: { service: "billing" } });

    expect(line).toMatchObject({ service: "billing" });
    for (const set of line?._aws.CloudWatchMetrics[0]?.Dimensions ?? [[]]) {
      expect(set).toContain("service");
    }
  });

  it("hands over what CloudWatch would drop without a word, and counts the rest", async () => {
    const stdout = createFakeStdout();
    const reasons: string[] = [];
    const writer = createEventWriter(createCloudWatchSink({}, stdout), {
      undelivered: (records, reason) => reasons.push(`${records[0]?.description}: ${reason}`),
    });
    writer(recordAt(1, NOW - 15 * DAY_MS));
    writer(recordAt(2));
    writer(recordAt(3, NOW + DAY_MS));
    writer({ ...recordAt(4), createdAt: "yesterday" });

    expect(await writer.flush()).toEqual({ delivered: 1, undelivered: 3, pending: 0 });
    const why = "CloudWatch takes metrics from two weeks ago to two hours ahead";
    expect(reasons).toEqual([1, 3, 4].map((n) => `event ${n}: ${why}`));
    expect(parse(await stdout.text()).map(({ Events }) => Events)).toEqual([1]);
  });

  it("counts once what stdout has accepted and is slow to pass on", async () => {
    const stdout = createFakeStdout();
    stdout.behave(() => "slow");
    const writer = createEventWriter(createCloudWatchSink({}, stdout), { attemptTimeoutMs: 1 });
    writer(recordAt(1));

    expect(await writer.flush()).toEqual({ delivered: 1, undelivered: 0, pending: 0 });
    expect(parse(await stdout.text()).map(({ Events }) => Events)).toEqual([1]);
  });

  it("counts all events of any kind, in lines that CloudWatch takes", async () => {
    const some = fc.record({
      n: fc.nat(999),
      origin: fc.string({ minLength: 1, unit: "binary" }),
      event: fc.string({ minLength: 1, maxLength: 2_000, unit: "binary" }),
      environment: fc.option(fc.string(), { nil: undefined }),
      level: fc.constantFrom("debug", "info", "warn", "error", undefined),
      weight: fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 60 }), async (specs) => {
        const records = specs.map(({ n, ...spec }) => ({ ...recordAt(n), ...spec }));
        const lines = await linesOf(records as EventRecord<string>[]);
        const wanted = specs.reduce((sum, { weight = 1 }) => sum + weight, 0);
        expect(lines.reduce((sum, { Events }) => sum + Number(Events), 0)).toBe(wanted);
        expect(lines.flatMap(({ ids }) => ids)).toHaveLength(records.length);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ namespace: "" }, /^namespace must be 1 to 255 letters/],
    [{ namespace: "AWS/Lambda" }, /not begin with 'AWS\/', received "AWS\/Lambda"$/],
    [{ namespace: 5 }, /^namespace must be/],
    [{ dimensions: null }, /^dimensions must be an object of texts, received null$/],
    [{ dimensions: { level: "x" } }, /^the dimension 'level' is not allowed/],
    [{ dimensions: { ":a": "x" } }, /^the dimension ':a' is not allowed/],
    [{ dimensions: { service: "" } }, /^the dimension 'service' must be a text .*, received ""$/],
    [{ dimensions: { service: 1 } }, /^the dimension 'service' must be a text .*, received 1$/],
    [
      { dimensions: Object.fromEntries(Array.from({ length: 27 }, (_, n) => [`d${n}`, "x"])) },
      /^dimensions must be 26 or fewer, received 27/,
    ],
    [{ queueRecords: 0 }, /^queueRecords must be/],
  ])("throws for %j", (config, message) => {
    expect(() => createCloudWatchEventWriter(config as never)).toThrow(message);
  });
});
