import { describe, expect, it } from "@jest/globals";
import { hiddenIn } from "@service-events/testing/hidden-in";
import fc from "fast-check";
import { escapeHidden } from "./hidden-characters.js";
import { toSafeJson, toSafeJsonLines } from "./safe-json.js";

describe("escapeHidden", () => {
  it.each([
    ["a color sequence", "\u001b[31mred", "\\x1b[31mred"],
    ["what Unicode reserves", "\u2065\ufff3\u{e0002}", "\\u2065\\ufff3\\u{e0002}"],
    ["a link sequence", "\u001b]8;;http://x\u0007", "\\x1b]8;;http://x\\x07"],
    ["a clipboard sequence", "\u001b]52;c;aGk=\u0007", "\\x1b]52;c;aGk=\\x07"],
    ["a C1 control", "\u009b2J", "\\x9b2J"],
    ["a carriage return", "paid\rfree", "paid\\rfree"],
    ["a line break", "a\nb", "a\\nb"],
    ["right-to-left override", "\u202eexe.txt", "\\u202eexe.txt"],
    ["a zero-width space", "pay\u200bpal", "pay\\u200bpal"],
    ["a tag character", "\u{e0041}", "\\u{e0041}"],
    ["a lone surrogate", "\ud800", "\\ud800"],
    ["a filler that is drawn as nothing", "a\u3164b", "a\\u3164b"],
  ])("escapes %s", (_, text, shown) => {
    expect(escapeHidden(text)).toBe(shown);
  });

  it("leaves visible text unchanged", () => {
    const text = "Zoë paid 10 € — 日本語 ❤️ ok?";

    expect(escapeHidden(text)).toBe(text);
  });

  it("leaves no hidden character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(hiddenIn(escapeHidden(text))).toEqual([]);
      }),
    );
  });
});

describe("toSafeJson", () => {
  it("is one line without hidden characters that parses to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = toSafeJson(value);

        expect(hiddenIn(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("escapes both surrogates of a character outside the BMP", () => {
    expect(toSafeJson("\u{e0041}\u009b")).toBe('"\\udb40\\udc41\\u009b"');
  });

  it("is null for undefined", () => {
    expect(toSafeJson(undefined)).toBe("null");
  });
});

describe("toSafeJsonLines", () => {
  it("indents, and escapes keys and values", () => {
    expect(toSafeJsonLines({ "a\u202e": "x\ny" })).toEqual(["{", '  "a\\u202e": "x\\ny"', "}"]);
  });
});
