import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { createRedaction, type RedactionOptions } from "./redact.js";
import { toStorable } from "./storable.js";

const redacted = (value: unknown, options?: RedactionOptions) =>
  toStorable(value, { redaction: createRedaction(options) }).value;
const redactText = (text: string, options?: RedactionOptions) =>
  createRedaction(options).redactText(text);

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
const HASH = { hash: ["userId"], hashKey: "sixteen characters or more" };

describe("redaction by name", () => {
  it("replaces secrets of any kind at any depth", () => {
    const secrets = {
      password: "hunter2",
      pass: 12345678,
      pin: 1234,
      token: { type: "x", value: "y" },
      cookies: ["a=1"],
    };
    expect(redacted({ a: [{ b: secrets }] })).toEqual({
      a: [
        {
          b: {
            password: "[redacted]",
            pass: "[redacted]",
            pin: "[redacted]",
            token: "[redacted]",
            cookies: "[redacted]",
          },
        },
      ],
    });
  });

  it("keeps what is no secret under a secret's name", () => {
    const harmless = { password: true, token: null, secret: "", tokens: 512, cookie: undefined };
    expect(redacted(harmless)).toEqual({ password: true, token: null, secret: "", tokens: 512 });
  });

  it("does not look into what it replaces", () => {
    const get = jest.fn(() => "never read");
    expect(
      redacted({ credentials: Object.defineProperty({}, "a", { get, enumerable: true }) }),
    ).toEqual({
      credentials: "[redacted]",
    });
    expect(get).not.toHaveBeenCalled();
  });

  it("finds the name beside the value", () => {
    const headers = [
      { name: "Cookie", value: "sid=1" },
      { value: "Basic dTpw", key: "Authorization" },
    ];
    expect(redacted({ headers, rawHeaders: ["Accept", "*/*", "X-Api-Key", "k1"] })).toEqual({
      headers: [
        { name: "Cookie", value: "[redacted]" },
        { value: "[redacted]", key: "Authorization" },
      ],
      rawHeaders: ["Accept", "*/*", "X-Api-Key", "[redacted]"],
    });
    expect(
      redacted([
        ["cookie", "sid=1"],
        ["accept", "*/*"],
      ]),
    ).toEqual([
      ["cookie", "[redacted]"],
      ["accept", "*/*"],
    ]);
  });

  it("leaves a list of names alone", () => {
    expect(redacted({ missing: ["password", "email"] })).toEqual({
      missing: ["password", "email"],
    });
  });

  it("takes secrets out of keys, and keeps both values where two become one", () => {
    expect(
      redacted(
        new Map([
          [JWT, 1],
          [`${JWT}x`, 2],
        ]),
      ),
    ).toEqual({ "[redacted]": 1, "[redacted] 2": 2 });
  });

  it("takes names of one's own in any spelling, as whole names", () => {
    expect(
      redacted(
        { "internal-note": "x", INTERNAL_NOTE: false, note: "x" },
        { names: ["internalNote"] },
      ),
    ).toEqual({
      "internal-note": "[redacted]",
      INTERNAL_NOTE: "[redacted]",
      note: "x",
    });
  });

  it("keeps what is allowed", () => {
    expect(redacted({ pinCode: "560001", pin: "1" }, { allow: ["pin_code"] })).toEqual({
      pinCode: "560001",
      pin: "[redacted]",
    });
  });

  it("decides about a new key after thousands of others as before", () => {
    const redaction = createRedaction();
    for (let n = 0; n < 5000; n++) redaction.rule(`key${n}`);
    expect(redaction.rule("password").kind).toBe("password");
    expect(redaction.rule("constructor").kind).toBe("none");
  });
});

describe("redaction in texts", () => {
  it.each([
    ["a card", "paid with 4242424242424242 today", "paid with [redacted] today"],
    ["a card in groups", "4242 4242 4242 4242", "[redacted]"],
    ["two cards in a row", "4242-4242-4242-4242 5555 5555 5555 4444", "[redacted] [redacted]"],
    ["an Amex card", "Amex 378282246310005.", "Amex [redacted]."],
    ["a JWT", `got ${JWT}!`, "got [redacted]!"],
    ["an AWS key", "id AKIAIOSFODNN7EXAMPLE is", "id [redacted] is"],
    ["a Stripe key", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "[redacted]"],
    ["a GitHub token", `x ghp_${"a1B2".repeat(9)}`, "x [redacted]"],
    ["a bearer", "Bearer abc123def456", "Bearer [redacted]"],
    ["basic credentials", "used Basic dXNlcjpwYXNz here", "used Basic [redacted] here"],
    ["a URL's credentials", "https://ann:p@ss@host/x", "https://[redacted]@host/x"],
    ["a query", "GET /a?id=1&token=abc&x=2", "GET /a?id=1&token=[redacted]&x=2"],
    ["an encoded query", "r=%2Fa%3Ftoken%3Dabc%26x%3D1", "r=%2Fa%3Ftoken%3D[redacted]%26x%3D1"],
    [
      "a signed link",
      `?X-Amz-Signature=${"ab12".repeat(16)}&a=1`,
      "?X-Amz-Signature=[redacted]&a=1",
    ],
    [
      "a form",
      "user[name]=ann&user[password]=pw&go=1",
      "user[name]=ann&user[password]=[redacted]&go=1",
    ],
    ["JSON", '{"password": "hun\\"ter2", "a": 1}', '{"password": "[redacted]", "a": 1}'],
    ["JSON numbers", '{"pin":1234,"cvv":"123"}', '{"pin":[redacted],"cvv":"[redacted]"}'],
    ["JSON lists", '{"cookies":["a=1","b=2"],"c":3}', '{"cookies":[redacted],"c":3}'],
    [
      "JSON in JSON",
      '{"body":"{\\"token\\":\\"abc\\",\\"a\\":1}"}',
      '{"body":"{\\"token\\":\\"[redacted]\\",\\"a\\":1}"}',
    ],
    ["an inspected object", "{ apiKey: 'k 1', id: 2 }", "{ apiKey: '[redacted]', id: 2 }"],
    ["a header", "Cookie: a=1; b=2\r\nAccept: */*", "Cookie: [redacted]\r\nAccept: */*"],
    [
      "a connection string",
      "Server=db;Password=p4ss;Port=1",
      "Server=db;Password=[redacted];Port=1",
    ],
    ["an environment", "AWS_SECRET_ACCESS_KEY=abc/def", "AWS_SECRET_ACCESS_KEY=[redacted]"],
    ["XML", "<u><password>pw</password></u>", "<u><password>[redacted]</password></u>"],
    [
      "a private key",
      "k -----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY----- e",
      "k [redacted] e",
    ],
    [
      "a private key that is cut off",
      "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7f",
      "[redacted]",
    ],
    ["JSON that is cut off", '{"password":"hunt', '{"password":"[redacted]'],
    ["a secret-looking word", "password: hunter2", "password: [redacted]"],
  ])("replaces %s", (_, text, clean) => {
    expect(redactText(text)).toBe(clean);
    expect(redactText(clean)).toBe(clean);
  });

  it.each([
    "invalid token: expired",
    "password: must have 8 characters",
    "Unexpected token < in JSON at position 0",
    "basic subscription of a bearer bond",
    "Basic authentication failed",
    "order 4242424242424241 at 2026-11-24T02:48:15.096Z",
    "2026-11-24 2026-11-25 2026-11-26",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "https://example.com/a?page=2&nextToken=abc",
    "https://medium.com/@ann/a-post",
    "tokenCount=5 secretary=ann",
    '{"password":null,"token":true}',
    "ann@example.com",
    "0.4242424242424242",
    "promo ?code=SUMMER",
  ])("leaves %s alone", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("replaces e-mail addresses when asked to", () => {
    const text = "from ann.b+c@mail.example.com to @bob";
    expect(redactText(text, { detect: { emails: true } })).toBe("from [redacted] to @bob");
  });

  it("replaces patterns of one's own, also in the shortest text", () => {
    expect(redactText("a X1 b X2", { patterns: [/X\d/] })).toBe("a [redacted] b [redacted]");
    expect(redacted({ a: "X1" }, { patterns: [/X\d/y] })).toEqual({ a: "[redacted]" });
  });

  it("sees a secret that the limit would cut in two", () => {
    const text = `${"x".repeat(65_500)} ${JWT}`;
    const { value } = toStorable(text, { redaction: createRedaction() });
    expect(value).not.toContain("eyJ");
  });

  it("finds a card that is a number", () => {
    expect(redacted({ card: { number: 4242424242424242 }, number: 4242424242424242 })).toEqual({
      card: { number: "[redacted]" },
      number: 4242424242424242,
    });
  });

  it("takes time in proportion to the text, whatever is in it", () => {
    const seeds = [
      "eyJ",
      "-----BEGIN PRIVATE KEY-----",
      "token:",
      "token=",
      '"token":"\\',
      "://a:",
      "basic ",
      "1-",
      "a@",
      "<token>",
      "[",
      "=",
      "AKIA",
      "token:[",
      "\\n",
    ];
    const redaction = createRedaction({ detect: { emails: true } });
    // A quadratic one would take minutes for these, not milliseconds: the test would end at its time limit.
    for (const seed of seeds) {
      const text = seed.repeat(Math.ceil(300_000 / seed.length));
      expect(typeof redaction.redactText(text)).toBe("string");
    }
  }, 60_000);

  it("never throws, and finds what is planted in any text", () => {
    const redaction = createRedaction();
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "grapheme" }),
        (before, after) => {
          expect(redaction.redactText(`${before} ${JWT} ${after}`)).not.toContain("c2lnbmF0dXJl");
          expect(redaction.redactText(`${before} card 4242424242424242 ${after}`)).not.toContain(
            "4242424242424242",
          );
        },
      ),
    );
  });
});

describe("the censor", () => {
  it("is a text of one's own, or none", () => {
    expect(redacted({ password: "x" }, { censor: "***" })).toEqual({ password: "***" });
    expect(redacted({ password: "x" }, { censor: "" })).toEqual({ password: "" });
  });

  it("is a function of the secret and its path", () => {
    const censor = (value: unknown, path: string) => `${path}:${String(value).length}`;
    expect(redacted({ a: [{ token: "four" }], b: `key ${JWT}` }, { censor })).toEqual({
      a: [{ token: "payload.a[0].token:4" }],
      b: `key payload.b:${JWT.length}`,
    });
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("bug");
      },
    ],
    ["returns no text", () => 42],
    ["returns a promise", async () => "late"],
  ])("fails closed when it %s", (_, censor) => {
    expect(redacted({ password: "hunter2" }, { censor: censor as () => string })).toEqual({
      password: "[redacted]",
    });
  });

  it.each([
    ["above", { token: "x" }],
    ["beside", { name: "token", value: "x" }],
    ["before", ["token", "x"]],
  ])("cannot fill the snapshot where the name stands %s", (_, secret) => {
    const value = redacted(new Array(2000).fill(secret), { censor: () => "y".repeat(10_000) });
    const text = JSON.stringify(value);
    expect(text).toContain("yyy");
    expect(Buffer.byteLength(text)).toBeLessThan(262_144);
  });
});

describe("the hash", () => {
  it("is equal for equal values, whatever their type, and says what it is", () => {
    const { a, b, c } = redacted(
      { a: { userId: "42" }, b: { user_id: 42 }, c: { userId: 43 } },
      HASH,
    ) as Record<string, Record<string, string>>;
    expect(a?.userId).toMatch(/^hash:[0-9a-f]{32}$/);
    expect(b?.user_id).toBe(a?.userId);
    expect(c?.userId).not.toBe(a?.userId);
  });

  it("differs between keys", () => {
    const other = { ...HASH, hashKey: "another key, just as long" };
    expect(createRedaction(HASH).redactId("userId", "42")).not.toBe(
      createRedaction(other).redactId("userId", "42"),
    );
  });

  it("is the same for a field and within a payload", () => {
    const redaction = createRedaction(HASH);
    expect(toStorable({ userId: "u" }, { redaction }).value).toEqual({
      userId: redaction.redactId("userId", "u"),
    });
  });

  it("replaces what it cannot hash", () => {
    expect(redacted({ userId: { id: 1 } }, HASH)).toEqual({ userId: "[redacted]" });
  });
});

describe("wrong options", () => {
  it.each<[unknown, RegExp]>([
    [{ names: "card" }, /names must be an array of names, received "card"/],
    [{ names: [1] }, /names must be an array of names, received \[1\]/],
    [{ allow: [""] }, /allow must be/],
    [{ patterns: ["a"] }, /patterns must be regular expressions, received string/],
    [{ patterns: [/x*/] }, /pattern \/x\*\/ matches the empty text/],
    [{ censor: 1 }, /censor must be a text or a function, received number/],
    [
      { hash: [], hashKey: "short" },
      /hashKey must be a text of 16 characters or more, received 5 characters/,
    ],
    [{ hash: ["userId"] }, /received undefined/],
    [{ ...HASH, hash: null }, /hash must be an array/],
  ])("throw for %j", (options, message) => {
    expect(() => createRedaction(options as RedactionOptions)).toThrow(message);
  });
});
