import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
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
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import {
  accessDenied,
  cutShort,
  expired,
  type Fault,
  garbage,
  internalError,
  passOn,
  resetAfter,
  resetBefore,
  throttled,
  truncated,
  unprocessed,
  unprocessedWhere,
} from "@service-events/testing/fault-proxy/faults";
import { always, type Plan, script } from "@service-events/testing/fault-proxy/plan";
import { startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { createEventLog } from "../../../../query/src/index.js";
import { bundlePrograms, type Programs } from "../../../test/program.js";
import { replay } from "../../delivery/replay.js";
import { createLogger, defineEvents, EventType } from "../../index.js";
import { createDynamoEventWriter } from "./writer.js";

jest.setTimeout(120_000);

let server: EventTable;
let programs: Programs;
beforeAll(async () => {
  [server, programs] = await Promise.all([createEventTable(), bundlePrograms()]);
});
afterAll(() => Promise.all([server.stop(), programs.remove()]));

// A query that names no origin asks all of a table's.
let table: EventTable;
beforeEach(async () => {
  table = await createEventTable({ indexes: [], endpoint: server.endpoint });
});
afterEach(() => table.stop());

function isRegistration(request: string): boolean {
  return request.includes('{"S":"ORIGINS"}');
}

const leavesRegistration = unprocessedWhere(isRegistration);
const deniesRegistration: Fault = (exchange) =>
  isRegistration(exchange.body) ? accessDenied(exchange) : passOn(exchange);

const FAULTS: Record<string, Fault> = {
  "is throttled": throttled,
  "fails inside the service": internalError,
  "finds the token expired": expired,
  "leaves everything unprocessed": unprocessed(1, () => 0),
  "leaves the registration unprocessed": leavesRegistration,
  "is cut before the table heard of it": resetBefore,
  "is cut after the table took it": resetAfter,
  "has a truncated answer": truncated,
  "has an answer that is cut short": cutShort,
  "is answered by something else": garbage,
};

/** Which requests of a process suffer. */
const MOMENTS: Record<string, (fault: Fault) => Plan> = {
  "the first request": (fault) => script(fault),
  "the first three requests": (fault) => script(fault, fault, fault),
  "every other request": (fault) => (_, count) => (count % 2 === 1 ? fault : passOn),
};

/** How many events a query finds that names the origin, and one that does not. */
async function find(): Promise<{ scoped: number; unscoped: number }> {
  // A log of its own, whose registry is read anew.
  const log = createEventLog({ tableName: table.tableName, client: table.client });
  let scoped = 0;
  for await (const _ of log.events(`origin:${origin}`)) scoped++;
  let unscoped = 0;
  for await (const _ of log.events("since:1h")) unscoped++;
  return { scoped, unscoped };
}

interface Run {
  plan: Plan;
  shards?: number;
  /** Events between two flushes. */
  groups?: readonly number[];
  flushMs?: number;
}

/** What a process does: records events in groups and flushes each. Gives the number of those that are stored. */
async function run({ plan, shards = 1, groups = [30, 30], flushMs }: Run): Promise<number> {
  const proxy = await startFaultProxy({ target: table.endpoint, plan });
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: proxy.endpoint,
    credentials: testCredentials,
  });
  const writeEvent = createDynamoEventWriter({
    tableName: table.tableName,
    client,
    undelivered: () => {},
  });
  const logger = createLogger({ origin, environment: "prod", shards, writeEvent });
  try {
    for (const events of groups) {
      for (let n = 0; n < events; n++) logger.event(EventType.JobStarted, { description: "x" });
      await logger.flush({ deadline: Date.now() + (flushMs ?? 30_000) });
    }
    return writeEvent.counters.delivered;
  } finally {
    client.destroy();
    await proxy.stop();
  }
}

const origin = "orders";

describe.each(Object.keys(MOMENTS))("when %s", (moment) => {
  describe.each(Object.entries(FAULTS))("%s", (_, fault) => {
    const plan = () => (MOMENTS[moment] as (fault: Fault) => Plan)(fault);

    it("all that a new origin stores is found", async () => {
      const stored = await run({ plan: plan(), shards: 4 });

      expect(stored).toBe(60);
      expect(await find()).toEqual({ scoped: 60, unscoped: 60 });
    });

    it("all is found that is stored after a change from one shard to four", async () => {
      await run({ plan: always(passOn), groups: [5] });
      const stored = await run({ plan: plan(), shards: 4 });

      expect(stored).toBe(60);
      expect(await find()).toEqual({ scoped: 65, unscoped: 65 });
    });
  });
});

describe("a process that ends before its registration is confirmed", () => {
  const events = 40;

  it.each([
    ["unprocessed", leavesRegistration, /left it unprocessed/],
    ["refused", deniesRegistration, /^AccessDeniedException/],
  ])("has printed it once, for replay, when it was always %s", async (_, fault, reason) => {
    const proxy = await startFaultProxy({ target: table.endpoint, plan: always(fault) });
    const { endpoint } = proxy;
    const { tableName } = table;
    const { ended } = programs.start("flush", { endpoint, tableName, origin, events, shards: 4 });
    const { registrations, lines } = await ended;
    await proxy.stop();

    expect(lines).toEqual([]);
    expect(registrations).toHaveLength(1);
    expect(JSON.parse(registrations[0] ?? "").undelivered).toMatch(reason);
    expect(await find()).toEqual({ scoped: events, unscoped: 0 });
    await putBack(registrations);
    expect(await find()).toEqual({ scoped: events, unscoped: events });
  });

  it.each([1, 2, 25, 40])(
    "has printed it as soon as %i events are stored without it, so that a kill hides nothing",
    async (events) => {
      const proxy = await startFaultProxy({
        target: table.endpoint,
        plan: always(leavesRegistration),
      });
      const { endpoint } = proxy;
      const { tableName } = table;
      const { child, ended } = programs.start("server", { endpoint, tableName, origin, events });
      child.stderr?.on("data", () => child.kill("SIGKILL"));
      const { registrations, signal } = await ended;
      await proxy.stop();

      expect(signal).toBe("SIGKILL");
      await putBack(registrations);
      const { scoped, unscoped } = await find();
      expect(unscoped).toBeGreaterThan(0);
      expect(unscoped).toBe(scoped);
    },
  );
});

describe("a registration", () => {
  it("holds up no flush and no event while the registry is throttled, and arrives once it is not", async () => {
    let isThrottled = true;
    const throttledRegistry = unprocessedWhere((request) => isThrottled && isRegistration(request));
    const plan: Plan = (_, requests) => {
      if (requests > 5) isThrottled = false;
      return throttledRegistry;
    };
    const stored = await run({
      plan,
      shards: 4,
      groups: Array(10).fill(1),
      flushMs: 2_000,
    });

    expect(stored).toBe(10);
    expect(await find()).toEqual({ scoped: 10, unscoped: 10 });
    // Of four that take turns, one is the first.
    expect(await shardsInUse()).toEqual([7, 3]);
  });

  it("is tried again long after it was refused, not with every batch", async () => {
    const proxy = await startFaultProxy({
      target: table.endpoint,
      plan: always(deniesRegistration),
    });
    const { endpoint } = proxy;
    const { tableName } = table;
    const { ended } = programs.start("flush", { endpoint, tableName, origin, events: 500 });
    await ended;
    await proxy.stop();

    const carriers = proxy.requests.filter(({ body }) => isRegistration(body));
    // Those that left before the first answer.
    expect(carriers.length).toBeLessThanOrEqual(4);
  });

  it("is never a large item: descriptions go first, then the types are split over several", async () => {
    const names = Array.from({ length: 600 }, (_, n) => `EVENT_WITH_A_LONG_NAME_${n}`);
    const events = defineEvents(
      Object.fromEntries(names.map((name) => [name, { description: `about ${name} `.repeat(9) }])),
    );
    const { client, tableName } = table;
    const writeEvent = createDynamoEventWriter({ tableName, client });
    const logger = createLogger({ origin, environment: "prod", writeEvent, events });
    logger.event(names[0] as never, { description: "x" } as never);
    await logger.flush();

    const items = await registryItems();
    expect(items.length).toBeGreaterThan(1);
    for (const item of items) expect(JSON.stringify(item).length).toBeLessThan(9_000);
    const [found] = await createEventLog({ tableName, client }).origins();
    expect(Object.keys(found?.events ?? {})).toEqual(expect.arrayContaining(names));
  });

  it("of a changed catalogue stands beside the one before", async () => {
    const { client, tableName } = table;
    for (const version of [1, 2, 2]) {
      const writeEvent = createDynamoEventWriter({ tableName, client });
      const events = defineEvents({ ORDER_PLACED: { version } });
      const logger = createLogger({ origin, environment: "prod", writeEvent, events });
      logger.event("ORDER_PLACED", { description: "x" });
      await logger.flush();
    }

    const versions = (await registryItems()).map(
      ({ events }) => events?.M?.ORDER_PLACED?.M?.version?.N,
    );
    expect(versions.toSorted()).toEqual(["1", "2"]);
  });
});

/** Replays lines into the table, through nothing that fails. */
async function putBack(lines: readonly string[]): Promise<void> {
  const { client, tableName } = table;
  const report = await replay(lines, createDynamoEventWriter({ tableName, client }));
  expect(report).toMatchObject({ registrations: lines.length, unreadable: 0, unregistered: [] });
}

async function registryItems() {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :origin)",
      ExpressionAttributeValues: { ":pk": { S: "ORIGINS" }, ":origin": { S: `${origin}#` } },
    }),
  );
  return Items;
}

/** How many events are in the bare partition, and how many in the others. */
async function shardsInUse(): Promise<[bare: number, others: number]> {
  const log = createEventLog({ tableName: table.tableName, client: table.client });
  const used: [number, number] = [0, 0];
  for await (const { pk } of log.events(`origin:${origin}`))
    used[pk === `ORIGIN#${origin}` ? 0 : 1]++;
  return used;
}
