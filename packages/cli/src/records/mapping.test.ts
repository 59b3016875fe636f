import { describe, expect, it } from "@jest/globals";
import { parseMapping } from "./mapping.js";

describe("a mapping file", () => {
  it("says where fields are", () => {
    const mapping = {
      event: "$.name",
      time: ["$.at", '$["created at"]'],
      origin: "shop",
      payload: { amount: "$.items[0].amount" },
    };
    expect(parseMapping(JSON.stringify(mapping))).toEqual({ mapping });
  });

  it.each([
    ['{\n  "event": "$.name",\n  "time": "$.at"\n  "id": "$.id"\n}', 4, "invalid JSON"],
    ['{\n  "event": "$.name",', 2, "invalid JSON"],
    ["[]", 1, "not a JSON object"],
    ['{\n  "event": "$.name",\n  "user": "$.id"\n}', 3, "'user' is not a field"],
    ['{\n  "event": 7\n}', 2, "'event' is neither a path nor a string"],
    ['{\n  "event": []\n}', 2, "'event' is neither a path nor a string"],
    ['{\n\n  "event": "$..name"\n}', 3, "'event' has an invalid path '$..name'"],
    ['{\n  "payload": { "a": "$[" }\n}', 2, "'payload.a' has an invalid path '$['"],
  ])("such as %j is refused with its line", (text, line, problem) => {
    expect(parseMapping(text)).toMatchObject({
      line,
      problem: expect.stringContaining(problem),
      hint: expect.any(String),
    });
  });
});
