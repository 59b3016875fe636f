import { describe, expect, it } from "@jest/globals";
import { PROVIDER_TOKENS } from "../../test/redaction-corpus/provider-tokens.js";
import { Random } from "../../test/redaction-corpus/random.js";
import { createRedaction } from "./redact.js";
import { toStorable } from "./storable.js";

const redaction = createRedaction();
const random = new Random(7);
const snapshotOf = (value: unknown) => toStorable(value, { redaction }).value;

describe("secrets that leaked", () => {
  it.each(Object.entries(PROVIDER_TOKENS))("finds every random token of %s", (_, generate) => {
    for (let round = 0; round < 200; round++) {
      const token = generate(random).replace("SSWS ", "");
      const text = token.startsWith("00") ? `SSWS ${token}` : token;
      expect(redaction.redactText(`got ${text} here`)).not.toContain(token.slice(-12));
    }
  });

  it.each([
    ..."DB_PASSWORD_PROD SECRET_KEY_BASE JWT_SECRET_V2 SecretString REDIS_PASS pw otpCode _csrf".split(
      " ",
    ),
  ])("judges %s by its words", (name) => {
    expect(snapshotOf({ [name]: "maple-harbor-42" })).toEqual({ [name]: "[redacted]" });
  });

  it.each([
    { property: "password", value: "x1" },
    { path: "/user/password", value: "x1" },
    { ParameterKey: "DbPassword", ParameterValue: "x1" },
    { type: "password", value: "x1" },
  ])("finds the name beside the value in %j", (pair) => {
    expect(JSON.stringify(snapshotOf([pair]))).not.toContain("x1");
    expect(redaction.redactText(JSON.stringify(pair))).not.toContain("x1");
  });

  it("takes secrets out of keys, and out of the paths of losses and cycles", () => {
    const token = `glpat-${random.text("base64url", 20)}`;
    const cyclic: Record<string, unknown> = { long: "y".repeat(70_000) };
    cyclic.self = { cyclic };
    const stored = toStorable({ [token]: cyclic, "password=hunter2": 1 }, { redaction });
    expect(JSON.stringify(stored)).toContain("$ref");
    expect(JSON.stringify(stored.lost)).toContain("cut, 70000 bytes");
    expect(JSON.stringify(stored)).not.toContain(token.slice(6));
    expect(JSON.stringify(stored)).not.toContain("hunter2");
  });

  it.each([
    "<wsse:Password><![CDATA[hunter2]]></wsse:Password>",
    '<wsse:Password Type="PasswordText">hunter2</wsse:Password>',
    '<user name="ann" password="hunter2"/>',
    "postgres://app:hunter2#1@db.example.com/shop",
    "postgres://app:a/hunter2@db.example.com/shop",
    "https://app:a?hunter2@db.example.com/shop",
    'Content-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--x--',
    "app --password hunter2 --verbose",
    "%7B%22password%22%3A%22hunter2%22%7D",
    '{"body":"{\\"deep\\":\\"{\\\\\\"password\\\\\\":\\\\\\"hunter2\\\\\\"}\\"}"}',
  ])("finds it in %s", (text) => {
    expect(redaction.redactText(text)).not.toContain("hunter2");
  });

  it("finds the password in what Node.js says of a URL that it cannot read", () => {
    const input = "postgres://app:hunter2#x@host:99999999/shop";
    let error: unknown;
    try {
      new URL(input);
    } catch (reason) {
      error = reason;
    }
    expect(JSON.stringify(toStorable(error).value)).toContain("hunter2");
    expect(JSON.stringify(snapshotOf(error))).not.toContain("hunter2");
  });

  it.each(["4242\u00a04242\u00a04242\u00a04242", "4242.4242.4242.4242", "4242-4242-4242-4242"])(
    "finds the card %s",
    (card) => {
      expect(redaction.redactText(`paid ${card}`)).toBe("paid [redacted]");
    },
  );
});

describe("data that was damaged", () => {
  it.each([
    "code=ProvisionedThroughputExceededException",
    "key=invoices/2025/11/24/inv-1842.pdf",
    "authorization: auth_123 approved",
    "IMEI 490154203237518 was replaced",
    "call 4920 5556 7890 or 4930 5551 2345",
    "EAN 4006381333931",
    '{"pin":{"lat":52,"lng":13},"token":true,"password":false,"tokens":512}',
  ])("keeps %s", (text) => {
    expect(redaction.redactText(text)).toBe(text);
  });

  it.each([
    { tokens: { input: 12, output: 40 } },
    { fieldErrors: { password: ["Too short"] } },
    { token: "USDC" },
    { maskedCardNumber: "**** **** **** 4242" },
    { permissions: { secrets: "read" } },
    { imei: "490154203237518", ean: 4006381333931 },
  ])("keeps %j, in a field and in a text", (payload) => {
    expect(snapshotOf(payload)).toEqual(payload);
    expect(redaction.redactText(JSON.stringify(payload))).toBe(JSON.stringify(payload));
  });
});
