import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { checksAccessKey, checksClock } from "@service-events/testing/fault-proxy/faults";
import { always, type Plan } from "@service-events/testing/fault-proxy/plan";
import { type FaultProxy, startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { type FaultBench, startFaultBench } from "../../../test/fault-run.js";
import { expectAllSettled } from "../../../test/proof.js";
import { storedEvents, undeliveredEvents } from "../../../test/whereabouts.js";
import { createLogger, EventType } from "../../index.js";
import { createDynamoEventWriter, type DynamoEventWriterConfig } from "./writer.js";

jest.setTimeout(120_000);

const EVENTS = 10_000;
const HOUR_MS = 3_600_000;

let bench: FaultBench;
beforeAll(async () => {
  bench = await startFaultBench();
});
afterAll(() => bench.stop());

describe("10,000 events from a machine whose clock is wrong", () => {
  it.each([
    ["behind", HOUR_MS],
    ["ahead", -HOUR_MS],
  ])("all arrive without a retry when it is an hour %s", async (_, clockAheadMs) => {
    const { stored, undelivered, counters, requests } = await bench.run(always(checksClock), {
      clockAheadMs,
      // A retry would be one because of the clock, and not because the machine is busy.
      delivery: { attemptTimeoutMs: 20_000 },
    });

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    expect(counters.retried).toBe(0);
    // Each of the four lanes may learn it for itself, once.
    expect(requests).toBeLessThanOrEqual(EVENTS / 25 + 1 + 4);
  });
});

describe("10,000 events with credentials that expire on the way", () => {
  const environment = { ...process.env };
  let proxy: FaultProxy;
  let valid: string;

  beforeEach(async () => {
    valid = "first";
    const plan: Plan = (_, count) => {
      if (count === 100) valid = "second";
      return checksAccessKey(() => valid);
    };
    proxy = await startFaultProxy({ target: bench.table.endpoint, plan });
  });
  afterEach(async () => {
    process.env = { ...environment };
    await proxy.stop();
  });

  async function record(origin: string, config: Partial<DynamoEventWriterConfig>) {
    const lost: EventRecord<string>[] = [];
    const writer = createDynamoEventWriter({
      tableName: bench.table.tableName,
      undelivered: (records) => lost.push(...records),
      ...config,
    });
    const logger = createLogger({ origin, environment: "prod", writeEvent: writer });
    for (let n = 0; n < EVENTS; n++) {
      logger.event(EventType.JobStarted, { description: `event ${n}` });
    }
    await writer.flush({ deadline: Date.now() + 60_000 });
    const stored = await storedEvents(bench.table, origin);
    const undelivered = undeliveredEvents(lost);
    expectAllSettled({ stored, undelivered }, EVENTS);
    return { stored, counters: writer.counters };
  }

  it("all arrive without a retry when the client's provider has fresh ones", async () => {
    let refreshes = 0;
    const client = new DynamoDBClient({
      region: "us-east-1",
      endpoint: proxy.endpoint,
      credentials: async () => {
        refreshes++;
        // The provider believes in its credentials for another hour; only the service knows better.
        const expiration = new Date(Date.now() + HOUR_MS);
        return { accessKeyId: valid, secretAccessKey: "secret", expiration };
      },
    });
    const { stored, counters } = await record("refreshing", { client });
    client.destroy();

    expect(stored).toHaveLength(EVENTS);
    expect(counters.retried).toBe(0);
    expect(refreshes).toBeGreaterThan(1);
  });

  it("all arrive when fresh ones appear in the environment some time later", async () => {
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
      AWS_ACCESS_KEY_ID: "first",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    const [{ stored, counters }] = await Promise.all([
      record("environment", {}),
      (async () => {
        while (proxy.requests.length < 110) await sleep(5);
        process.env.AWS_ACCESS_KEY_ID = "second";
      })(),
    ]);

    expect(stored).toHaveLength(EVENTS);
    expect(counters.retried).toBeGreaterThan(0);
  });
});
