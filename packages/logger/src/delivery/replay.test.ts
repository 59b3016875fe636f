import { describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import fc from "fast-check";
import { replay } from "./replay.js";
import { scriptedSink, someRecord } from "./scripted-sink.test-support.js";
import { undeliveredLines } from "./undelivered-lines.js";
import { createUndeliveredReader, type UndeliveredEntry } from "./undelivered-reader.js";
import { createEventWriter } from "./writer.js";

function read(...lines: string[]) {
  const reader = createUndeliveredReader();
  const records = lines.flatMap((line) => recordsOf(reader.read(line)));
  return { records, unreadable: reader.unreadable };
}

function recordsOf(entries: readonly UndeliveredEntry[]): EventRecord<string>[] {
  return entries.flatMap((entry) => ("record" in entry ? [entry.record] : []));
}

function linesOf(record: EventRecord<string>): string[] {
  return undeliveredLines(record, 'the table said "no"', "dynamodb:event-log");
}

const record = { ...someRecord('quotes " and \\ and {braces}'), payload: { "}": ["{", '"'] } };
const [line = ""] = linesOf(record);

describe("undelivered lines", () => {
  it.each([
    ["raw stderr", line],
    ["behind a prefix of Lambda's console", `2026-11-24T02:48:15.096Z\t8f1b\tERROR\t${line}`],
    ["as `aws logs tail` prints them", `2026-11-24T02:48:15 2026/11/24/[$LATEST]ab ${line}`],
    ["in an export of CloudWatch Logs", JSON.stringify({ timestamp: 1, message: line })],
    ["in JSON in JSON", JSON.stringify({ log: JSON.stringify({ message: line }) })],
    ["pretty-printed", `        "message": ${JSON.stringify(line)},`],
  ])("are read %s", (_, text) => {
    expect(read("START RequestId: 8f1b", text, "END RequestId: 8f1b")).toEqual({
      records: [record],
      unreadable: 0,
    });
  });

  it("are all found when one line of JSON holds many of them", () => {
    const other = someRecord("other");
    const messages = [record, other].flatMap(linesOf).map((message) => ({ message }));
    expect(read(JSON.stringify({ events: messages })).records).toEqual([record, other]);
  });

  it("are joined when a record was printed in parts, also out of order", () => {
    const long = { ...someRecord(), payload: { text: `"😀\n`.repeat(60_000) } };
    const parts = linesOf(long);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(256 * 1024);
    expect(read(...parts.toReversed())).toEqual({ records: [long], unreadable: 0 });
    expect(read(...parts.slice(1))).toEqual({ records: [], unreadable: 1 });
  });

  it("are joined for each sink apart, when several have printed a record in parts", () => {
    const long = { ...someRecord(), payload: { text: "x".repeat(150_000) } };
    const printed = ["dynamodb:event-log", "otlp:https://o.example"].map((sink) =>
      undeliveredLines(long, "no", sink),
    );
    const [one = [], other = []] = printed;
    const interleaved = one.flatMap((part, index) => [part, other[index] ?? ""]);
    expect(read(...interleaved)).toEqual({ records: [long, long], unreadable: 0 });
  });

  it("are chosen by the sink that did not take them, by its name or its kind", () => {
    const long = { ...someRecord(), payload: { text: "x".repeat(200_000) } };
    const lines = [...linesOf(record), ...undeliveredLines(long, "no", "otlp:https://o.example")];
    const choose = (sink?: string) => {
      const reader = createUndeliveredReader({ sink });
      const records = lines.flatMap((each) => recordsOf(reader.read(each)));
      return { records, skipped: reader.skipped, unreadable: reader.unreadable };
    };

    expect(choose()).toEqual({ records: [record, long], skipped: 0, unreadable: 0 });
    for (const name of ["dynamodb", "dynamodb:event-log"]) {
      expect(choose(name)).toEqual({ records: [record], skipped: 1, unreadable: 0 });
    }
    expect(choose("otlp")).toEqual({ records: [long], skipped: 1, unreadable: 0 });
    expect(choose("dynamo")).toEqual({ records: [], skipped: 2, unreadable: 0 });
  });

  it("are counted when they are cut short or hold no record", () => {
    const cut = line.slice(0, -20);
    expect(read(cut, '{"undelivered":"x","record":{"sk":1}}')).toEqual({
      records: [],
      unreadable: 2,
    });
  });

  it("are not looked for inside an event", () => {
    const disguised = { ...someRecord(line), payload: { text: line } };
    const inside = linesOf(disguised)[0] ?? "";
    expect(read(inside).records).toEqual([disguised]);
    expect(read(JSON.stringify({ message: inside })).records).toEqual([disguised]);
  });

  it("survive any text in an event, at any depth of wrapping", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(3), (text, depth) => {
        const any = { ...someRecord(text), payload: { [text]: text } };
        let wrapped = linesOf(any)[0] ?? "";
        for (let n = 0; n < depth; n++) wrapped = JSON.stringify({ message: wrapped });
        // A line of output holds no raw line break, for JSON escapes them.
        expect(read(wrapped)).toEqual({ records: [any], unreadable: 0 });
      }),
    );
  });

  it("never fail to be looked for, whatever a line holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(read(`${before}{"undelivered":${after}`).records).toEqual([]);
      }),
    );
  });
});

describe("replay", () => {
  it("writes every record through the writer and reports", async () => {
    const sink = scriptedSink([], 25);
    const records = Array.from({ length: 2_500 }, () => someRecord());
    const lines = ["noise", ...records.flatMap(linesOf), line.slice(0, 40)];
    const report = await replay(lines, createEventWriter(sink, { queueRecords: 1_000 }));
    expect(report).toEqual({
      found: 2_500,
      registrations: 0,
      unregistered: [],
      unreadable: 1,
      skipped: 0,
      delivered: 2_500,
      undelivered: 0,
      pending: 0,
    });
    expect(sink.acknowledged.size).toBe(2_500);
  });

  it("reports what the table did not take again", async () => {
    const undelivered: EventRecord<string>[] = [];
    const writer = createEventWriter(scriptedSink([{ kind: "reject", afterMs: 0 }]), {
      undelivered: (records) => undelivered.push(...records),
    });
    expect(await replay([line], writer)).toMatchObject({ found: 1, delivered: 0, undelivered: 1 });
    expect(undelivered).toEqual([record]);
  });
});
