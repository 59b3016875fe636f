import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
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
import { originPartition } from "@service-events/schema";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type Random, seededRandom } from "@service-events/testing/fault-proxy/random";
import {
  type InterruptibleDynamoDb,
  startInterruptibleDynamoDb,
} from "@service-events/testing/interruptible-dynamodb";
import { someRecord, startMemorySink } from "../../test/memory-sink.js";
import { bundlePrograms, type Programs } from "../../test/program.js";
import { createEventWriter } from "../delivery/writer.js";
import { createSpooledEventWriter, type SpoolConfig, type SpooledEventWriter } from "./spool.js";

let folder: string;
const opened: SpooledEventWriter[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spool-"));
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const writer of opened.splice(0)) await writer.shutdown({ deadline: Date.now() });
  await rm(folder, { recursive: true });
});

type Memory = Awaited<ReturnType<typeof startMemorySink>>;

/** A spooled writer to a sink in memory. */
function open(memory: Memory, options: Partial<SpoolConfig> = {}): SpooledEventWriter {
  const writer = createSpooledEventWriter({
    folder,
    createWriter: (delivery) => createEventWriter(memory.sink, delivery),
    ...options,
  });
  opened.push(writer);
  return writer;
}

/** The numbers of an origin's events in the table. */
async function storedIn({ tableName, client }: EventTable, origin: string): Promise<Set<unknown>> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: originPartition(origin) } },
    }),
  );
  return new Set(Items.map((item) => Number(item.payload?.M?.n?.N)));
}

async function storedNumbers(memory: Memory): Promise<number[]> {
  const keys = new Set(await memory.stored());
  return [...keys].map((key) => Number(key.slice(20, 26))).sort((a, b) => a - b);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe("a spooled writer", () => {
  it("has each event on the disk before it returns, and nothing once all are settled", async () => {
    const memory = await startMemorySink();
    const writer = open(memory);
    for (const n of range(0, 3)) {
      writer(someRecord(n));
      const segment = fs.readdirSync(folder).find((name) => name.startsWith("events-")) as string;
      expect(fs.readFileSync(join(folder, segment), "utf8").split("\n")).toHaveLength(n + 2);
    }
    expect(await writer.flush()).toEqual({ delivered: 3, undelivered: 0, pending: 0 });
    expect(writer.spool.bytes).toBe(0);
    expect(await storedNumbers(memory)).toEqual([0, 1, 2]);
  });

  it("delivers at the next start what the sink did not take in time, oldest first", async () => {
    const memory = await startMemorySink();
    memory.behave(() => "silent");
    const first = open(memory);
    for (const n of range(0, 50)) first(someRecord(n));
    expect(await first.shutdown({ deadline: Date.now() + 50 })).toMatchObject({ pending: 50 });

    memory.behave(() => "ok");
    const second = open(memory);
    second(someRecord(50));
    expect(await second.flush()).toEqual({ delivered: 51, undelivered: 0, pending: 0 });
    expect(await storedNumbers(memory)).toEqual(range(0, 51));
  });

  it("hands over what the sink refuses for good, and delivers what comes after it", async () => {
    const memory = await startMemorySink();
    const refused: string[] = [];
    const writer = open(memory, {
      undelivered: (records) => refused.push(...records.map(({ sk }) => sk)),
    });
    const bad = memory.badRecord();
    for (const record of [someRecord(0), bad, someRecord(1)]) writer(record);
    expect(await writer.flush()).toEqual({ delivered: 2, undelivered: 1, pending: 0 });
    expect(refused).toEqual([bad.sk]);
    expect(await storedNumbers(memory)).toEqual([0, 1]);
  });

  it("begins new files and deletes those that are settled", async () => {
    const memory = await startMemorySink();
    const writer = open(memory, { maxBytes: 4096 });
    for (let round = 0; round < 5; round++) {
      for (const n of range(0, 10)) writer(someRecord(round * 10 + n));
      expect(await writer.flush()).toMatchObject({ delivered: 10 });
    }
    expect(writer.spool.bypassed).toBe(0);
    expect(fs.readdirSync(folder).filter((name) => name.startsWith("events-"))).toHaveLength(1);
    expect(await storedNumbers(memory)).toEqual(range(0, 50));
  });

  it("delivers without the files what is beyond its bound", async () => {
    const memory = await startMemorySink();
    const writer = open(memory, { maxBytes: 1024 });
    for (const n of range(0, 20)) writer(someRecord(n));
    await writer.flush();
    expect(writer.spool.bypassed).toBeGreaterThan(10);
    expect(writer.spool.failure).toContain("1024 bytes");
    expect(await storedNumbers(memory)).toEqual(range(0, 20));
  });
});

describe("a disk that fails", () => {
  it.each([0, 1, 40])("loses no event when it is full after %i bytes of a line", async (room) => {
    const memory = await startMemorySink();
    const writer = open(memory);
    writer(someRecord(0));
    const write = fs.writeSync as (...args: unknown[]) => number;
    // As write(2) does: what fits is written, and the next call fails.
    jest
      .spyOn(fs, "writeSync")
      .mockImplementationOnce(((file: number, bytes: Buffer) => {
        if (room > 0) return write(file, bytes, 0, room);
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      }) as never)
      .mockImplementationOnce((() => {
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      }) as never);
    writer(someRecord(1));
    jest.restoreAllMocks();
    writer(someRecord(2));
    await writer.flush();
    expect(writer.spool).toMatchObject({ failure: expect.stringContaining("ENOSPC") });
    expect(await storedNumbers(memory)).toEqual([0, 1, 2]);
  });

  it("passes over a damaged line and delivers the others", async () => {
    const memory = await startMemorySink();
    const lines = [someRecord(0), someRecord(1)].map((record) => JSON.stringify(record));
    fs.writeFileSync(
      join(folder, "events-0000000001.ndjson"),
      [lines[0], '{"pk":"ORIGIN#x', '"text"', lines[1], ""].join("\n"),
    );
    const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
    await open(memory).flush();
    expect(warned).toHaveBeenCalledTimes(2);
    expect(await storedNumbers(memory)).toEqual([0, 1]);
  });

  it("removes a line that was cut off at any byte, and delivers every whole one", async () => {
    const whole = `${JSON.stringify(someRecord(0))}\n`;
    const cut = JSON.stringify(someRecord(1));
    for (let bytes = 0; bytes <= cut.length; bytes += 7) {
      const memory = await startMemorySink();
      fs.writeFileSync(join(folder, "events-0000000001.ndjson"), whole + cut.slice(0, bytes));
      fs.rmSync(join(folder, "settled"), { force: true });
      const writer = open(memory);
      writer(someRecord(2));
      await writer.shutdown();
      expect(await storedNumbers(memory)).toEqual([0, 2]);
      for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name));
    }
  });

  it.each(["", "{}", '{"segment":9,"offset":0}', '{"segment":1,"offset":999999}', "torn"])(
    "starts over when its note says %j",
    async (note) => {
      const memory = await startMemorySink();
      fs.writeFileSync(
        join(folder, "events-0000000001.ndjson"),
        `${JSON.stringify(someRecord(0))}\n`,
      );
      fs.writeFileSync(join(folder, "settled"), note);
      await open(memory).flush();
      expect(await storedNumbers(memory)).toEqual([0]);
    },
  );
});

describe("a folder", () => {
  it("belongs to one living process", async () => {
    const memory = await startMemorySink();
    open(memory);
    expect(() => open(memory)).toThrow(
      `spool folder ${folder} is in use by process ${process.pid}: give each process a folder of its own`,
    );
  });

  it("is taken over from a process that has died, even when its id is in use again", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    for (const owner of [`${pid} 12345`, `${process.pid} 12345`, "", "x"]) {
      fs.writeFileSync(join(folder, "lock"), owner);
      await open(await startMemorySink()).shutdown();
    }
    expect(fs.readdirSync(folder)).not.toContain("lock");
  });
});

it.each([
  [{ folder: "" }, "folder must be the path of a folder"],
  [{ createWriter: 1 }, "createWriter must be a function"],
  [{ maxBytes: 1 }, "maxBytes must be a whole number from 1024, received 1"],
  [{ fsync: "often" }, "fsync must be 'never', 'always' or a number of ms from 1, received often"],
  [{ fsync: 0 }, "received 0"],
])("refuses %j when it is made", async (options, message) => {
  const memory = await startMemorySink();
  expect(() => open(memory, options as never)).toThrow(message);
});

describe("a server", () => {
  let programs: Programs;
  let table: EventTable;
  let dynamodb: InterruptibleDynamoDb;
  let random: Random;

  beforeAll(async () => {
    dynamodb = await startInterruptibleDynamoDb();
    table = await createEventTable({ endpoint: dynamodb.endpoint });
    programs = await bundlePrograms();
    random = seededRandom(20261124);
  });

  afterAll(async () => {
    await programs.remove();
    await table.stop();
    await dynamodb.stop();
  });

  const start = (origin: string, events: number) =>
    programs.start("spooled", {
      endpoint: table.endpoint,
      tableName: table.tableName,
      origin,
      events,
      folder: join(folder, origin),
    });

  it("loses nothing that it accepted before a SIGKILL at any moment", async () => {
    const rounds = Array.from({ length: 5 }, async (_, round) => {
      const origin = `killed-${round}`;
      const victim = start(origin, 100_000);
      await victim.printed(`accepted ${1 + Math.floor(random() * 400)}\n`);
      victim.child.kill("SIGKILL");
      const { stdout } = await victim.ended;
      const accepted = Number(/accepted (\d+)\n(?!.*accepted)/s.exec(stdout)?.[1]);
      const { code, stderr } = await start(origin, 0).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const stored = await storedIn(table, origin);
      expect(range(1, accepted + 1).filter((n) => !stored.has(n))).toEqual([]);
      return accepted;
    });
    for (const accepted of await Promise.all(rounds)) expect(accepted).toBeGreaterThan(0);
  }, 120_000);

  it("keeps events while the table is away, across a restart, and delivers them when it is back", async () => {
    await dynamodb.goAway();
    const first = start("outage", 500);
    await first.printed("accepted 500\n");
    first.child.kill("SIGTERM");
    const { lines } = await first.ended;
    await dynamodb.comeBack();
    const { code } = await start("outage", 10).ended;
    expect(code).toBe(0);
    expect(lines).toEqual([]);
    expect((await storedIn(table, "outage")).size).toBe(500);
  }, 60_000);
});
