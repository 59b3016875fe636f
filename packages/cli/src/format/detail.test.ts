import { expect, it } from "@jest/globals";
import { hiddenIn } from "@service-events/testing/hidden-in";
import { record } from "../../test/sample-events.js";
import { createColors } from "../terminal/color.js";
import { detailLines } from "./detail.js";

const style = { colors: createColors(false), utc: true, now: Date.now() };

it("shows every part of an event that it has", () => {
  const event = record(0, {
    correlationId: "req-1",
    error: { name: "CardError", message: "declined", fingerprint: "f1" },
    payload: { jobId: 42 },
    ttl: null,
  });

  const text = detailLines(event, style).join("\n");

  expect(text).toMatch(/^JOB_STARTED\n/);
  expect(text).toMatch(/correlationId +req-1/);
  expect(text).toMatch(/error +\{"name":"CardError"/);
  expect(text).toMatch(/expires +never/);
  expect(text).toMatch(/id +orders@/);
  expect(text).toContain('payload\n{\n  "jobId": 42\n}');
  expect(text).not.toContain("requestId");
});

it("shows a stack line by line, with what hides in it", () => {
  const stack = "    at pay (/var/task/pay.ts:4:2)\nCaused by: Error: \u001b[2J";
  const event = record(0, { error: { name: "E", message: "m", fingerprint: "f1", stack } });

  const lines = detailLines(event, style);

  expect(lines).toContain("stack");
  expect(lines).toContain("    at pay (/var/task/pay.ts:4:2)");
  expect(lines).toContainEqual(expect.stringMatching(/^Caused by: Error: .+\[2J$/));
  expect(hiddenIn(lines.join(""))).toEqual([]);
  expect(lines.join("\n")).toMatch(/error +\{"name":"E","message":"m","fingerprint":"f1"\}/);
});

it("shows what hides in names and values", () => {
  const event = record(0, {
    event: "A\u001b[2J",
    description: "x\r\ny",
    payload: { "k\u202e": "v\u009b" },
  });

  const lines = detailLines(event, style);

  expect(hiddenIn(lines.join(""))).toEqual([]);
  expect(lines).toContain('  "k\\u202e": "v\\u009b"');
});
