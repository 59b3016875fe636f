import { describe, expect, it } from "@jest/globals";
import { explainRedaction, redactPayload } from "./explain.js";

describe("explainRedaction", () => {
  it("tells each place that is changed, why, and what is stored there", () => {
    const payload = {
      user: { password: "hunter2", iban: "DE89370400440532013000", name: "Ann" },
      log: ["paid with card 4242424242424242", "GET /a?token=abc"],
      note: "internal",
    };
    expect(explainRedaction(payload, { last4: ["iban"], remove: ["payload.note"] })).toEqual([
      { path: "payload.user.password", reason: "names", after: "[redacted]" },
      { path: "payload.user.iban", reason: "options", after: "****3000" },
      { path: "payload.log[0]", reason: "cards", after: "paid with card [redacted]" },
      { path: "payload.log[1]", reason: "assignments", after: "GET /a?token=[redacted]" },
      { path: "payload.note", reason: "options", after: undefined },
    ]);
  });

  it("tells nothing of a payload without secrets, and nothing of a detector that is off", () => {
    expect(explainRedaction({ orderId: "o_1", total: 12 })).toEqual([]);
    expect(explainRedaction("card 4242424242424242", { detect: { cards: false } })).toEqual([]);
  });

  it("finds what is stored to be without secrets", () => {
    const stored = redactPayload({ password: "hunter2", url: "https://ann:pw@host/" });
    expect(explainRedaction(stored)).toEqual([]);
  });

  it("throws for a wrong option", () => {
    expect(() => explainRedaction({}, { names: [""] })).toThrow(TypeError);
  });
});
