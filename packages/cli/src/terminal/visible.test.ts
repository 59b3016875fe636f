import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hiddenIn } from "../../test/hidden.js";
import { safeJson, safeJsonLines, visible } from "./visible.js";

describe("visible", () => {
  it.each([
    ["a colour", "\u001b[31mred", "\\x1b[31mred"],
    ["a link", "\u001b]8;;http://x\u0007", "\\x1b]8;;http://x\\x07"],
    ["the clipboard", "\u001b]52;c;aGk=\u0007", "\\x1b]52;c;aGk=\\x07"],
    ["a control of one byte", "\u009b2J", "\\x9b2J"],
    ["a return that overwrites the line", "paid\rfree", "paid\\rfree"],
    ["a line that was never there", "a\nb", "a\\nb"],
    ["a text that runs backwards", "\u202eexe.txt", "\\u202eexe.txt"],
    ["letters of no width", "pay\u200bpal", "pay\\u200bpal"],
    ["a tag beyond the first plane", "\u{e0041}", "\\u{e0041}"],
    ["half a character", "\ud800", "\\ud800"],
    ["a letter that is drawn as nothing", "a\u3164b", "a\\u3164b"],
  ])("shows %s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("leaves what people write as it is", () => {
    const text = "Zoë paid 10 € — 日本語 ❤️ ok?";

    expect(visible(text)).toBe(text);
  });

  it("lets nothing through that a terminal obeys", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(hiddenIn(visible(text))).toEqual([]);
      }),
    );
  });
});

describe("safeJson", () => {
  it("is one line without hidden characters, and means the same", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = safeJson(value);

        expect(hiddenIn(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("escapes what is beyond the first plane as JSON does", () => {
    expect(safeJson("\u{e0041}\u009b")).toBe('"\\udb40\\udc41\\u009b"');
  });

  it("says null for what JSON cannot say", () => {
    expect(safeJson(undefined)).toBe("null");
  });
});

describe("safeJsonLines", () => {
  it("indents, and escapes what a key or a value hides", () => {
    expect(safeJsonLines({ "a\u202e": "x\ny" })).toEqual(["{", '  "a\\u202e": "x\\ny"', "}"]);
  });
});
