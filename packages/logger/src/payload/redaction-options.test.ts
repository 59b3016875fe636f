import { describe, expect, it } from "@jest/globals";
import { createRedaction, type Detector, type RedactionOptions } from "./redact.js";
import { toStorable } from "./storable.js";

const redacted = (value: unknown, options: RedactionOptions) =>
  toStorable(value, { redaction: createRedaction(options) }).value;

describe("rules by path", () => {
  it("hold for the place that they name, with a star for any one key or index", () => {
    const payload = {
      user: { web: { token: "USDC" }, app: { token: "USDC" } },
      token: "USDC",
      lists: [{ token: "USDC" }],
    };
    expect(redacted(payload, { names: ["payload.user.*.token", "payload.lists.token"] })).toEqual({
      user: { web: { token: "[redacted]" }, app: { token: "[redacted]" } },
      token: "USDC",
      lists: [{ token: "[redacted]" }],
    });
    expect(redacted([{ a: 1, b: 2 }], { names: ["payload.*.a"] })).toEqual([
      { a: "[redacted]", b: 2 },
    ]);
  });

  it("win over names", () => {
    const payload = { form: { password: "a b" }, password: "hunter2" };
    expect(redacted(payload, { allow: ["payload.form.password"] })).toEqual({
      form: { password: "a b" },
      password: "[redacted]",
    });
  });
});

describe("what is done to a value", () => {
  it("is to leave it out, with its key", () => {
    const payload = { iban: "DE89370400440532013000", a: { iban: 1, b: 2 } };
    expect(redacted(payload, { remove: ["iban"] })).toEqual({ a: { b: 2 } });
  });

  it("is to keep its last four characters, if they do not tell too much", () => {
    const payload = { iban: "DE89370400440532013000", short: "12345", note: null };
    expect(redacted(payload, { last4: ["iban", "short", "note"] })).toEqual({
      iban: "****3000",
      short: "****",
      note: null,
    });
  });

  it("is the same in a text as in a field", () => {
    const redaction = createRedaction({ last4: ["iban"], names: ["note"], allow: ["password"] });
    expect(redaction.redactText("iban=DE89370400440532013000 note=x password=hunter2")).toBe(
      "iban=****3000 note=[redacted] password=hunter2",
    );
  });
});

describe("detectors", () => {
  it.each<[Detector, string, string]>([
    ["tokens", `say npm_${"a1B2".repeat(9)}`, "say [redacted]"],
    ["urls", "to https://ann:pw@host/x", "to https://[redacted]@host/x"],
    ["sentences", "the password is hunter2", "the password is [redacted]"],
    ["commands", "sshpass -p hunter2 ssh host", "sshpass -p [redacted] ssh host"],
    ["cards", "card 4242424242424242", "card [redacted]"],
    ["assignments", "?token=abc", "?token=[redacted]"],
    ["privateKeys", "-----BEGIN PRIVATE KEY-----\nMII", "[redacted]"],
  ])("named %s can be turned off", (name, text, clean) => {
    expect(createRedaction().redactText(text)).toBe(clean);
    expect(createRedaction({ detect: { [name]: false } }).redactText(text)).toBe(text);
  });

  it("named names can be turned off, and what a team names stays", () => {
    const options = { detect: { names: false }, names: ["iban"] };
    expect(redacted({ password: "hunter2", iban: "x" }, options)).toEqual({
      password: "hunter2",
      iban: "[redacted]",
    });
  });
});

describe("ids", () => {
  it.each(["userId", "user_id", "requestId", "correlationId"])(
    "in %s are kept whatever they look like, also in payloads",
    (name) => {
      const payload = { [name]: "4242 4242 4242 4242", list: [{ [name]: "password=hunter2" }] };
      expect(redacted(payload, {})).toEqual(payload);
    },
  );

  it("are hashed, replaced or left out where the options name them", () => {
    const payload = { userId: "u_1", requestId: "r_1", correlationId: "c_1" };
    const options = { remove: ["requestId"], names: ["correlationId"] };
    const stored = redacted(payload, { ...options, hash: ["userId"], hashKey: "k".repeat(16) });
    expect(stored).toEqual({
      userId: expect.stringMatching(/^hash:[\da-f]{32}$/),
      correlationId: "[redacted]",
    });
  });
});
