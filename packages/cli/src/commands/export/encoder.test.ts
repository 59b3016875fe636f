import { gunzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { record } from "../../../test/sample-events.js";
import { createEncoder } from "./encoder.js";

const events = [record(1), record(0)];

it("writes a line for each event", async () => {
  const encoder = createEncoder({ format: "ndjson", gzip: false });

  const text = Buffer.concat([await encoder.head(), await encoder.encode(events)]).toString();

  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).sk),
  ).toEqual(events.map(({ sk }) => sk));
  expect(text.endsWith("\n")).toBe(true);
});

it("writes the head of a CSV, also when there are no events", async () => {
  const encoder = createEncoder({ format: "csv", gzip: false });

  expect(Buffer.from(await encoder.head()).toString()).toMatch(/^createdAt,.*\n$/);
  expect(await encoder.encode([])).toHaveLength(0);
});

it("compresses batches that unpack as one file", async () => {
  const plain = createEncoder({ format: "csv", gzip: false });
  const packed = createEncoder({ format: "csv", gzip: true });
  const chunks = [
    await packed.head(),
    ...(await Promise.all(events.map((e) => packed.encode([e])))),
  ];

  const text = Buffer.concat([await plain.head(), await plain.encode(events)]).toString();

  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(text);
});
