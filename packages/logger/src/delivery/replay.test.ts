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

  describe("of 50 events", () => {
    // Long enough for Docker to split, and not for the logger.
    const records = Array.from({ length: 50 }, (_, n) => ({
      ...someRecord(`event ${n}`),
      payload: { text: `"${n}" \\ {`.repeat(2_000) },
    }));
    const lines = records.flatMap(linesOf);
    const cut = (text: string): string[] => text.match(/.{1,16384}/gs) ?? [];
    const docker = (text: string, part: number, all: readonly string[]) => {
      const log = part === all.length - 1 ? `${text}\n` : text;
      return JSON.stringify({ log, stream: "stderr", time: "2026-11-24T02:48:15.096Z" });
    };
    const sorted = (text: string) => {
      const { undelivered, sink, record } = JSON.parse(text);
      return JSON.stringify({ record, sink, undelivered });
    };
    const inCsv = (text: string) => `2026-11-24 02:48:15,"${text.replaceAll('"', '""')}",x`;

    it.each<[string, string[]]>([
      ["split by Docker", lines.flatMap((text) => cut(text).map(docker))],
      [
        "split by Docker, between lines of stdout",
        lines
          .flatMap((text) => cut(text).map(docker))
          .flatMap((text) => [text, '{"log":"hello\\n","stream":"stdout","time":"x"}']),
      ],
      [
        "split by containerd",
        lines.flatMap((text) =>
          cut(text).map(
            (part, n, all) =>
              `2026-11-24T02:48:15Z stderr ${n < all.length - 1 ? "P" : "F"} ${part}`,
          ),
        ),
      ],
      ["split without a wrapping", lines.flatMap(cut)],
      ["written again with other keys first", lines.map(sorted)],
      ["as objects in JSON", lines.map((text) => `{"ts":1,"message":${sorted(text)}}`)],
      ["after a prefix, with other keys first", lines.map((text) => `ERROR ${sorted(text)}`)],
      ["in CSV", lines.map(inCsv)],
      ["in CSV, as JSON in JSON", lines.map((text) => inCsv(JSON.stringify({ message: text })))],
      ["in CSV, with other keys first", lines.map(sorted).map(inCsv)],
    ])("all are put back %s", (_, wrapped) => {
      expect(read(...wrapped)).toEqual({ records, unreadable: 0 });
    });

    it("each is put back or counted, whichever line of a split one is missing", () => {
      const parts = lines.slice(0, 5).flatMap((text) => cut(text).map(docker));
      for (let missing = 0; missing < parts.length; missing++) {
        const { records: found, unreadable } = read(...parts.toSpliced(missing, 1));
        expect(found).toHaveLength(4);
        // Without the line that begins it, nothing tells that there was an event.
        expect(unreadable).toBe(parts[missing]?.includes("undelivered") ? 0 : 1);
      }
    });
  });

  it.each([
    [
      "a part of very many",
      '{"undelivered":"x","sink":"s","id":"i","part":4e8,"parts":4e8,"text":""}',
    ],
    [
      "the registry's key",
      JSON.stringify({ undelivered: "x", record: { ...record, pk: "ORIGINS" } }),
    ],
    [
      "another event's key",
      JSON.stringify({ undelivered: "x", record: { ...record, event: "OTHER" } }),
    ],
    ["text for a time", JSON.stringify({ undelivered: "x", record: { ...record, ttl: '1"}}' } })],
    [
      "a registration that is none",
      '{"undelivered":"x","registration":{"origin":"a","shards":4e8}}',
    ],
    ["nothing", '{"undelivered":"x"}'],
  ])("are counted and not put back when they are forged with %s", (_, forged) => {
    expect(read(forged)).toEqual({ records: [], unreadable: 1 });
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
