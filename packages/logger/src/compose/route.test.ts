import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { scriptedSink, someRecord } from "../delivery/scripted-sink.test-support.js";
import { createEventWriter } from "../delivery/writer.js";
import { type Choice, route } from "./route.js";

function createWriters() {
  const sinks = { audit: scriptedSink(), metrics: scriptedSink() };
  const writers = {
    audit: createEventWriter(sinks.audit),
    metrics: createEventWriter(sinks.metrics),
  };
  return { sinks, writers };
}

type Name = "audit" | "metrics";
/** The choice that a record asks for in its description. */
const asDescribed = ({ description }: EventRecord<string>) =>
  JSON.parse(description) as Choice<Name>;
const wanting = (choice: unknown) => someRecord(JSON.stringify(choice));

describe("a route", () => {
  it("sends each event only to the chosen sinks", async () => {
    const { sinks, writers } = createWriters();
    const writeEvent = route(writers, asDescribed);
    const [audit, both] = [wanting("audit"), wanting(["metrics", "audit", "metrics"])];
    for (const record of [audit, both, wanting([])]) writeEvent(record);

    expect(await writeEvent.flush()).toEqual({
      delivered: 3,
      undelivered: 0,
      pending: 0,
      writers: {
        audit: { delivered: 2, undelivered: 0, pending: 0 },
        metrics: { delivered: 1, undelivered: 0, pending: 0 },
      },
    });
    expect([...sinks.audit.acknowledged]).toEqual([audit.sk, both.sk]);
    expect([...sinks.metrics.acknowledged]).toEqual([both.sk]);
    expect(writeEvent.counters.accepted).toBe(3);
  });

  it("drops on purpose what is wanted nowhere", async () => {
    const { writers } = createWriters();
    const writeEvent = route(writers, () => undefined);
    writeEvent(someRecord());

    expect(await writeEvent.flush()).toMatchObject({ delivered: 0, undelivered: 0, pending: 0 });
  });

  it("has a separate account for each fork", async () => {
    const { writers } = createWriters();
    const writeEvent = route(writers, asDescribed);
    const [mine, yours] = [writeEvent.fork(), writeEvent.fork()];
    mine(wanting("audit"));
    yours(wanting(["audit", "metrics"]));

    expect(await mine.flush()).toMatchObject({ delivered: 1 });
    expect(await yours.flush()).toMatchObject({
      delivered: 2,
      writers: { audit: { delivered: 1 }, metrics: { delivered: 1 } },
    });
  });

  it.each<[unknown, unknown, RegExp]>([
    [{}, () => "audit", /^route takes one or more named writers, received none$/],
    [undefined, () => "audit", /^route takes one or more named writers, received none$/],
    [{ audit: () => {} }, () => "audit", /^the writer 'audit' of route must be an event writer/],
    [
      createWriters().writers,
      "audit",
      /^route takes a function that names writers .* received string$/,
    ],
  ])("needs writers and a choice: %#", (writers, choose, message) => {
    expect(() => route(writers as never, choose as never)).toThrow(message);
  });
});

describe("a choice that goes wrong", () => {
  let stderr = "";
  beforeEach(() => {
    stderr = "";
    // Undelivered lines are written to the file descriptor, so that they are out before a process ends.
    jest.spyOn(process.getBuiltinModule("node:fs"), "writeSync").mockImplementation(((
      _: number,
      bytes: Buffer,
    ) => {
      stderr += bytes.toString();
      return bytes.length;
    }) as never);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ["names an unknown writer", "elsewhere", "there is no writer 'elsewhere'"],
    ["names a method of every object", "constructor", "there is no writer 'constructor'"],
    ["names a known and an unknown writer", ["audit", "x"], "there is no writer 'x'"],
    ["throws", new Error("no rule for it"), "no rule for it"],
  ])("costs no event: it %s", async (_, choice, reason) => {
    const { writers } = createWriters();
    const record = someRecord();
    const writeEvent = route(writers, () => {
      if (choice instanceof Error) throw choice;
      return choice as Name;
    });
    writeEvent(record);

    expect(JSON.parse(stderr)).toEqual({ undelivered: reason, sink: "route", record });
    expect(await writeEvent.flush()).toMatchObject({ delivered: 0 });
  });
});
