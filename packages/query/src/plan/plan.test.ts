import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { outline } from "../../test/recorder.js";
import { at, createSmallLog, type SmallLog } from "../../test/small-log.js";
import { type Page, toEventId } from "../index.js";

jest.setTimeout(60_000);

let small: SmallLog;

beforeAll(async () => {
  small = await createSmallLog();
});

afterAll(() => small.table.stop());

describe("the calls of a query", () => {
  it("are one Query of the user's partition, for as many items as the page holds", async () => {
    expect(await small.callsOf("user:u_1")).toEqual([
      {
        operation: "Query",
        index: "byUser",
        partition: "u_1",
        condition: "#pk = :pk",
        filter: undefined,
        limit: 50,
        forward: false,
      },
    ]);
  });

  it("bound the sort key by time", async () => {
    await small.callsOf("correlation:c_1 since:2h until:30m");

    expect(small.calls.map(outline)).toMatchObject([
      { index: "byCorrelation", condition: "#pk = :pk AND sk BETWEEN :from AND :to" },
    ]);
    expect(small.calls[0]?.input.ExpressionAttributeValues).toMatchObject({
      ":from": { S: "2026-11-24T10:00:00.000000Z" },
      ":to": { S: "2026-11-24T11:30:00.000000Z" },
    });
  });

  it("read each shard of an event, and let DynamoDB filter what it can", async () => {
    const made = await small.callsOf('event:JOB_FAILED level:error -user:u_0 payload.n:10 "job"');

    expect(made.slice(0, 2)).toMatchObject([
      { index: "byEvent", partition: "EVENT#JOB_FAILED", limit: 50 },
      { index: "byEvent", partition: "EVENT#JOB_FAILED#1", limit: 36 },
    ]);
    expect(made[0]?.filter).toBe(
      "(#n0 = :v0) AND NOT (#n1 = :v1) AND (attribute_exists(#n4) OR contains(#n2.#n3, :v2) OR #n2.#n3 = :v3 OR contains(#n2.#n3, :v3))",
    );
  });

  it("read only the shards of the named origin, or of all origins", async () => {
    const partitionsOf = async (text: string) =>
      [
        ...new Set(
          (await small.callsOf(text)).map(({ index, partition }) => `${index} ${partition}`),
        ),
      ].sort();

    expect(await partitionsOf("origin:orders")).toEqual([
      "table ORIGIN#orders",
      "table ORIGIN#orders#1",
    ]);
    expect(await partitionsOf("origin:b*")).toEqual(["table ORIGIN#billing"]);
    expect(await partitionsOf("payload.n:7")).toEqual([
      "table ORIGIN#billing",
      "table ORIGIN#orders",
      "table ORIGIN#orders#1",
    ]);
  });

  it("read only the event of an id", async () => {
    const id = toEventId({ pk: "ORIGIN#billing", sk: `${at(210)}#JOB_STARTED#p1` });

    expect(await small.callsOf(`id:${id}`)).toMatchObject([
      { partition: "ORIGIN#billing", condition: "#pk = :pk AND sk BETWEEN :from AND :to" },
    ]);
    expect(await small.callsOf((log) => log.get(id))).toMatchObject([{ operation: "GetItem" }]);
  });

  it("are none when the time is empty", async () => {
    expect(await small.callsOf("user:u_1 since:1h until:2h")).toEqual([]);
  });

  it("are as few as possible: three pages of a partition are three Queries", async () => {
    const pages: Page[] = [];
    const made = await small.callsOf(async (log) => {
      let cursor: string | undefined;
      do {
        const page = await log.query("origin:billing", { limit: 20, cursor });
        pages.push(page);
        cursor = page.cursor;
      } while (cursor);
    });

    expect(made.map(({ limit }) => limit)).toEqual([20, 20, 20]);
    expect(pages.map((page) => page.events.length)).toEqual([20, 20, 10]);
    expect(pages.map((page) => page.read.items)).toEqual([20, 20, 10]);
    expect(pages.map((page) => page.stopped)).toEqual(["limit", "limit", "end"]);
  });

  it("read the registry once for many queries", async () => {
    const log = small.open();
    small.calls.length = 0;
    await log.query("origin:billing");
    await log.query("event:JOB_FAILED");

    expect(
      small.calls.map(outline).filter(({ partition }) => partition === "ORIGINS"),
    ).toHaveLength(1);
  });

  it("never scan", async () => {
    small.calls.length = 0;
    const log = small.open({ indexes: [] });
    for (const text of ["", "user:u_1", "event:*", '"x"', "-origin:orders", "payload.n:<3"]) {
      await log.query(text);
      await log.count(text);
      await log.explain(text);
    }

    expect(new Set(small.calls.map(({ operation }) => operation))).toEqual(new Set(["Query"]));
  });
});
