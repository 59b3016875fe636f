import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  boundKey,
  boundText,
  DEFAULT_LIMITS,
  resolveLimits,
  type StorableLimits,
} from "./limits.js";

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

describe("boundKey", () => {
  it.each<[unknown, string | undefined]>([
    ["u_1", "u_1"],
    [42, "42"],
    [42n, "42"],
    ["", undefined],
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [Symbol("u"), undefined],
  ])("makes a key of %p", (value, key) => {
    expect(boundKey(value, 1024)).toBe(key);
  });

  it("cuts a key that is too long", () => {
    expect(Buffer.byteLength(boundKey("é".repeat(2000), 1024) ?? "")).toBeLessThanOrEqual(1024);
  });
});

describe("resolveLimits", () => {
  it("takes the defaults where nothing is given", () => {
    expect(resolveLimits({ maxDepth: 3, maxBytes: undefined })).toEqual({
      ...DEFAULT_LIMITS,
      maxDepth: 3,
    });
  });

  it.each<[Partial<Record<keyof StorableLimits, unknown>>, string]>([
    [{ maxDepth: 29 }, "maxDepth must be a whole number from 1 to 28, received 29"],
    [{ maxBytes: 400_000 }, "maxBytes must be a whole number from 4096 to 358400, received 400000"],
    [{ maxItems: 1.5 }, "maxItems must be a whole number from 1 to 20000, received 1.5"],
    [{ maxTextBytes: "many" }, "received many"],
    [{ maxNodes: Number.NaN }, "received NaN"],
  ])("throws for %j", (limits, message) => {
    expect(() => resolveLimits(limits as Partial<StorableLimits>)).toThrow(message);
    expect(() => resolveLimits(limits as Partial<StorableLimits>)).toThrow(RangeError);
  });
});
