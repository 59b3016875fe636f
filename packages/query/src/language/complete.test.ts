import { describe, expect, it } from "@jest/globals";
import type { OriginRegistration } from "@service-events/schema";
import fc from "fast-check";
import { completeText } from "./complete.js";
import { parseQuery } from "./parse.js";

const origins: OriginRegistration[] = [
  { origin: "billing", shards: 1, events: { SUBSCRIPTION_UPDATED: {} } },
  {
    origin: "orders",
    shards: 2,
    events: { JOB_FAILED: { description: "A job failed" }, JOB_STARTED: {}, "SIGN UP": {} },
  },
  { origin: "order", shards: 1, events: { ORDER_TAKEN: {} } },
];

/** The options at the `|` of a text, and the text with the first of them put in. */
function at(marked: string) {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { from, to, options } = completeText(text, origins, cursor);
  const first = options[0]?.text;
  return {
    options: options.map((option) => option.text),
    result: first && text.slice(0, from) + first + text.slice(to),
  };
}

describe("completion", () => {
  it.each([
    ["|", "origin:"],
    ["or|", "origin:"],
    ["level:error -ev|", "level:error -event:"],
    ["pay|", "payload."],
    ["error.c|", "error.code:"],
    ["origin:|", "origin:billing"],
    ["origin:ord|", "origin:orders"],
    ["origin:billing,o|", "origin:billing,orders"],
    ["origin:ord| level:error", "origin:orders level:error"],
    ["event:|", "event:JOB_FAILED"],
    ["origin:billing event:|", "origin:billing event:SUBSCRIPTION_UPDATED"],
    ["event:fail|", "event:JOB_FAILED"],
    ["-origin:orders event:|", "-origin:orders event:ORDER_TAKEN"],
    ["origin:unknown event:|", "origin:unknown event:JOB_FAILED"],
    ["event:| origin:ord*", "event:JOB_FAILED origin:ord*"],
    ["event:sign|", 'event:"SIGN UP"'],
    ['event:"SIGN|', 'event:"SIGN UP"'],
    ['"a b" -level:w|', '"a b" -level:warn'],
    ["since:|", "since:15m"],
    ["expires:|", "expires:<1d"],
  ])("makes %p into %p", (marked, expected) => {
    expect(at(marked).result).toBe(expected);
  });

  it.each([
    "origin:orders event:ORDER|",
    "-origin:orders event:JOB|",
    "user:|",
    "nonsense:|",
    "payload.x:|",
    '"origin:|',
    "zzz|",
    "constructor:|",
  ])("offers nothing for %p", (marked) => {
    expect(at(marked).options).toEqual([]);
  });

  it("describes the options", () => {
    expect(completeText("event:JOB_F", origins).options).toEqual([
      { text: "JOB_FAILED", kind: "event", description: "A job failed" },
    ]);
  });

  it("offers values that parse back to the same name, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (name) => {
        const [option] = completeText("event:", [
          { origin: "o", shards: 1, events: { [name]: {} } },
        ]).options;

        expect(parseQuery(`event:${option?.text}`).terms).toEqual([
          { field: "event", values: [{ op: "is", text: name }] },
        ]);
      }),
    );
  });

  it("answers any text and any cursor", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'-a:, "') }),
        fc.double(),
        (text, cursor) => {
          const { from, to } = completeText(text, origins, cursor);

          expect(from).toBeLessThanOrEqual(to);
          expect(to).toBeLessThanOrEqual(text.length);
        },
      ),
      { examples: [["-", 0]] },
    );
  });
});
