import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { boundText } from "./limits.js";

describe("boundText", () => {
  it("leaves a text that fits", () => {
    expect(boundText("€€", 6)).toBe("€€");
    expect(boundText("", 0)).toBe("");
  });

  it("cuts between characters, and says how many bytes there were", () => {
    expect(boundText("€".repeat(20), 32)).toBe("€€€€… (cut, 60 bytes)");
    expect(boundText("😀".repeat(20), 32)).toBe("😀😀😀… (cut, 80 bytes)");
  });

  it("says how many bytes the whole had of which it gets the start", () => {
    expect(boundText("x".repeat(40), 32, 9000)).toBe("xxxxxxxxxxx… (cut, 9000 bytes)");
  });

  it("is valid UTF-8 and within its bytes for any text", () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 });
    fc.assert(
      fc.property(units, fc.integer({ min: 40, max: 300 }), (codes, maxBytes) => {
        const bounded = boundText(String.fromCharCode(...codes), maxBytes);
        expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(maxBytes);
        expect(bounded).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
