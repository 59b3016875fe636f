import { describe, expect, it } from "@jest/globals";
import { EventType } from "@service-events/schema";
import { recorder } from "../../test/recorder.js";
import { defineEvents } from "./define.js";

describe("redaction", () => {
  const events = defineEvents({
    A: { payload: "any", redact: ["iban"] },
    B: { payload: "any" },
    ERROR: { payload: "any", redact: ["tenantNote"] },
  });
  const secrets = { password: "hunter2", iban: "DE12", orderId: "o_1" };

  it("covers secrets everywhere, and the names of a type in its events", () => {
    const { logger, records } = recorder(events);
    logger.event("A", { description: "d", payload: { deep: [secrets] } });
    logger.event("B", { description: "d", payload: secrets });

    expect(records.map(({ payload }) => payload)).toEqual([
      { deep: [{ password: "[redacted]", iban: "[redacted]", orderId: "o_1" }] },
      { password: "[redacted]", iban: "DE12", orderId: "o_1" },
    ]);
  });

  it("covers descriptions, errors, lines and the fields of children", () => {
    const { logger, records, lines } = recorder(events, { redact: { names: ["ssnHash"] } });
    const secret = "Bearer abcdefghijklmnopqrstuvwxyz0123456789";
    const child = logger.child({ ssnHash: "h4sh", region: "eu" });
    child.event("B", { description: `sent ${secret}` });
    child.error(
      `failed with ${secret}`,
      Object.assign(new Error(`got ${secret}`), { tenantNote: "n0te", ...secrets }),
    );
    child.info(`called with ${secret}`, secrets);

    const said = JSON.stringify([records, lines]);
    expect(said).not.toMatch(/abcdefghijklmnopqrstuvwxyz|h4sh|n0te|hunter2/);
    expect(said).toContain("o_1");
    expect(records).toMatchObject([
      { description: expect.stringContaining("sent "), payload: { region: "eu" } },
      { event: EventType.Error, payload: { orderId: "o_1", tenantNote: "[redacted]" } },
    ]);
  });

  it("can be turned off, but not for what a type names", () => {
    const { logger, records } = recorder(events, { redact: false });
    logger.event("A", { description: "d", payload: secrets });
    logger.event("B", { description: "password=hunter2", payload: secrets });

    expect(records).toMatchObject([
      { payload: { iban: "[redacted]" } },
      { description: "password=hunter2", payload: secrets },
    ]);
  });

  it("can hash a user's id, equal ones equally", () => {
    const key = "a key of enough characters";
    const { logger, records } = recorder(events, { redact: { hash: ["userId"], hashKey: key } });
    logger.event("B", { description: "d", userId: "u_1", payload: { userId: "u_1" } });
    logger.child({ userId: "u_1" }).event("A", { description: "d" });

    const [first, second] = records;
    expect(first?.userId).toMatch(/^hash:/);
    expect([first?.payload?.userId, second?.userId]).toEqual([first?.userId, first?.userId]);
  });

  it("throws for wrong options when the logger is made", () => {
    expect(() => recorder(events, { redact: { names: [""] } })).toThrow(TypeError);
  });
});
