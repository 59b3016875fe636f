import { expect, it } from "@jest/globals";
import { toNdjson } from "@service-events/query";
import { record } from "../../test/sample-events.js";
import { parseFields } from "./fields.js";

const event = record(0, {
  event: "PAID",
  userId: "u_1",
  payload: { order: { lines: [{ sku: "a" }] }, __proto__: { inherited: true } },
});

function read(list: string): unknown[] {
  return parseFields(list).map((field) => field.read(event));
}

it("reads the query language's names and the record's own", () => {
  expect(read("user,userId,event,time")).toEqual(["u_1", "u_1", "PAID", event.createdAt]);
});

it("follows a path through objects and arrays", () => {
  expect(read("payload.order.lines.0.sku,payload.order.missing.sku")).toEqual(["a", undefined]);
});

it("reads own properties only", () => {
  expect(read("payload.inherited,payload.toString,error.constructor")).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("refuses a field that no event has, and names it", () => {
  for (const list of ["usr", "user.name", "payload.", "", "time,,event", "__proto__"]) {
    expect(() => parseFields(list)).toThrow(/unknown field/);
  }
});

it("writes null where an event has nothing, so that every line has the same keys", () => {
  expect(toNdjson(event, parseFields("user,request"))).toBe('{"user":"u_1","request":null}');
});

it("writes the whole record behind its id", () => {
  const line = JSON.parse(toNdjson(event));

  expect(line).toMatchObject({ pk: event.pk, sk: event.sk, payload: { order: {} } });
  expect(line.id).toContain("@PAID@");
});
