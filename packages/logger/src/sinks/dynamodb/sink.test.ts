import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import {
  accessDenied,
  blackHole,
  type Fault,
  passOn,
  slow,
  throttled,
  unprocessed,
} from "@service-events/testing/fault-proxy/faults";
import { always } from "@service-events/testing/fault-proxy/plan";
import { type FaultProxy, startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import {
  describeSinkContract,
  type Mood,
  type SinkHarness,
} from "@service-events/testing/sink-contract";
import { someRecord } from "../../../test/memory-sink.js";
import { createEventWriter } from "../../delivery/writer.js";
import { OK, type Sink } from "../../sink.js";
import { createDynamoSink } from "./sink.js";

jest.setTimeout(60_000);

const MOODS: Record<Mood, Fault> = {
  ok: passOn,
  busy: throttled,
  "partly-busy": unprocessed(0.5, seededRandom(7)),
  refuses: accessDenied,
  slow: slow(20),
  silent: blackHole,
};

/** More than the 400 KB that an item may have. */
const TOO_LARGE = "x".repeat(420_000);

interface Wire {
  table: EventTable;
  proxy: FaultProxy;
  sink: Sink;
  items(): Promise<{ pk: string; sk: string }[]>;
  stop(): Promise<void>;
}

/** A sink that speaks to a table of its own through a proxy. */
async function startWire(): Promise<Wire> {
  const table = await createEventTable({ indexes: [] });
  const proxy = await startFaultProxy({ target: table.endpoint, plan: always(passOn) });
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: proxy.endpoint,
    credentials: testCredentials,
  });
  return {
    table,
    proxy,
    sink: createDynamoSink(table.tableName, client),
    async items() {
      const { Items = [] } = await table.client.send(
        new ScanCommand({ TableName: table.tableName, ProjectionExpression: "pk, sk" }),
      );
      return Items.map(({ pk, sk }) => ({ pk: String(pk?.S), sk: String(sk?.S) }));
    },
    async stop() {
      client.destroy();
      await proxy.stop();
      await table.stop();
    },
  };
}

async function startHarness(): Promise<SinkHarness> {
  const { proxy, sink, items, stop } = await startWire();
  return {
    sink,
    behave: (mood) => proxy.follow(() => MOODS[mood()]),
    record: someRecord,
    badRecord: () => ({ ...someRecord(999), description: TOO_LARGE }),
    stored: async () => (await items()).map(({ sk }) => sk),
    stop,
  };
}

describeSinkContract("DynamoDB over the wire", startHarness);

describe("the DynamoDB sink", () => {
  let wire: Wire;
  const undelivered: EventRecord<string>[] = [];
  beforeEach(async () => {
    wire = await startWire();
    undelivered.length = 0;
  });
  afterEach(() => wire.stop());

  const entry = (n: number) => ({ record: someRecord(n), text: wire.sink.encode(someRecord(n)) });
  const signal = () => AbortSignal.timeout(30_000);
  const writerTo = (sink: Sink) =>
    createEventWriter(sink, { undelivered: (records) => undelivered.push(...records) });
  const registration = (origin: string, shards = 1) => ({ origin, shards, events: {} });
  const registered = async () =>
    (await wire.items()).filter(({ pk }) => pk === "ORIGINS").map(({ sk }) => sk);

  it("stores a record once that is twice in a batch, which DynamoDB would refuse", async () => {
    const outcome = await wire.sink.send([entry(1), entry(2), entry(1)], signal());

    expect(outcome).toEqual(OK);
    expect(await wire.items()).toHaveLength(2);
  });

  it("tells apart records whose keys are the same text when they are joined", async () => {
    const record = someRecord(1);
    const pk = `${record.pk}#1`;
    const twins = [
      { ...record, pk, sk: "2#x" },
      { ...record, sk: "#12#x" },
      { ...record, pk, sk: "2#x" },
    ].map((each) => ({ record: each, text: wire.sink.encode(each) }));

    expect(await wire.sink.send(twins, signal())).toEqual(OK);
    expect(await wire.items()).toHaveLength(2);
  });

  it("writes no text of a record into a request as it is", async () => {
    const ttl =
      '1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"x"},"sk":{"S":"x"}}}},{"PutRequest":{"Item":{"a":{"N":"1';
    const forged = { ...someRecord(1), ttl: ttl as never, eventPk: "EVENT#OTHER" };

    const [request] = JSON.parse(`[${wire.sink.encode(forged)}]`);
    expect(Object.keys(request)).toEqual(["PutRequest"]);
    expect(request.PutRequest.Item).toMatchObject({
      ttl: { N: expect.stringMatching(/^\d+$/) },
      eventPk: { S: `EVENT#${forged.event}` },
    });
  });

  it("calls and signs for the region of a table that is given by its ARN", async () => {
    const arn = "arn:aws:dynamodb:eu-west-1:444455556666:table/event-log";
    wire.proxy.follow(
      always((exchange) =>
        exchange.answer({ status: 200, headers: {}, body: '{"UnprocessedItems":{}}' }),
      ),
    );
    const client = new DynamoDBClient({
      region: "us-east-1",
      endpoint: wire.proxy.endpoint,
      credentials: testCredentials,
    });
    expect(await createDynamoSink(arn, client).send([entry(1)], signal())).toEqual(OK);
    client.destroy();

    const request = wire.proxy.requests.at(-1);
    expect(Object.keys(JSON.parse(request?.body ?? "").RequestItems)).toEqual([arn]);
    expect(request?.headers.authorization).toContain("/eu-west-1/dynamodb/");
  });

  it("refuses an address that is neither a name nor an ARN of a table", () => {
    const address = "arn:aws:dynamodb:eu-west-1:444455556666:stream/event-log";
    expect(() => createDynamoSink(address)).toThrow("neither a name nor an ARN");
  });

  it("says of both twins that they are left when the table left their item", async () => {
    wire.proxy.follow(always(unprocessed(1, seededRandom(1))));
    const outcome = await wire.sink.send([entry(1), entry(2), entry(1)], signal());

    expect(outcome).toEqual(Array(3).fill(expect.objectContaining({ status: "retry" })));
  });

  it("puts an origin into the registry once, with the first batch", async () => {
    const writer = writerTo(wire.sink);
    writer.register(registration("orders", 3));
    writer.register(registration("orders", 3));
    for (let n = 0; n < 200; n++) writer(someRecord(n));
    await writer.flush();
    writer.register(registration("orders", 3));
    for (let n = 200; n < 400; n++) writer(someRecord(n));
    await writer.flush();

    expect(await registered()).toEqual([expect.stringMatching(/^orders#3#[\w-]{11}$/)]);
    const carriers = wire.proxy.requests.filter(({ body }) => body.includes('"ORIGINS"'));
    expect(carriers[0]).toBe(wire.proxy.requests[0]);
    // Those that left before the first answer.
    expect(carriers.length).toBeLessThanOrEqual(4);
  });

  it("registers many origins beside the events, in batches that DynamoDB takes", async () => {
    const writer = writerTo(wire.sink);
    for (let n = 0; n < 60; n++) writer.register(registration(`origin-${n}`));
    for (let n = 0; n < 100; n++) writer(someRecord(n));
    await writer.flush({ deadline: Date.now() + 30_000 });

    expect(writer.counters).toMatchObject({ delivered: 100, retried: 0 });
    expect(await registered()).toHaveLength(60);
  });
});
