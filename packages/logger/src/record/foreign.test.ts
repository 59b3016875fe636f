import { describe, expect, it } from "@jest/globals";
import { createForeignRecordMaker, type ForeignEvent } from "./foreign.js";

const paid: ForeignEvent = {
  id: "e1",
  origin: "shop",
  event: "ORDER_PAID",
  ms: Date.parse("2024-05-01T10:00:00.123Z"),
  micros: 45,
};

describe("a foreign event", () => {
  it("is the same record whenever it is made, at the time when it happened", () => {
    const first = createForeignRecordMaker()(paid);

    expect(createForeignRecordMaker()({ ...paid })).toEqual(first);
    expect(first).toEqual({
      pk: "ORIGIN#shop",
      sk: expect.stringMatching(/^2024-05-01T10:00:00\.123045Z#ORDER_PAID#[\w-]{11}$/),
      origin: "shop",
      event: "ORDER_PAID",
      createdAt: "2024-05-01T10:00:00.123045Z",
      description: "ORDER_PAID",
      level: "info",
      ttl: null,
    });
  });

  it("is another one by its id or its origin", () => {
    const toRecord = createForeignRecordMaker();
    const others = [paid, { ...paid, id: "e2" }, { ...paid, origin: "shop2" }];

    expect(new Set(others.map((event) => toRecord(event).sk)).size).toBe(3);
  });

  it("has no secrets, and ids that fit into keys", () => {
    const record = createForeignRecordMaker()({
      ...paid,
      userId: 7,
      requestId: "x".repeat(5_000),
      correlationId: null,
      description: "paid with 4111 1111 1111 1111",
      payload: { password: "hunter2", amount: 5, at: new Date(0) },
    });

    expect(record).toMatchObject({ userId: "7", payload: { amount: 5 } });
    expect(record.correlationId).toBeUndefined();
    expect(Buffer.byteLength(record.requestId ?? "")).toBeLessThanOrEqual(1_024);
    expect(JSON.stringify(record)).not.toMatch(/hunter2|4111/);
  });

  it("expires as the retention says, counted from its time", () => {
    const toRecord = createForeignRecordMaker({ retention: "90d,ERROR=forever" });

    expect(toRecord(paid).ttl).toBe(Math.floor(paid.ms / 1_000) + 90 * 86_400);
    expect(toRecord({ ...paid, event: "ERROR" }).ttl).toBeNull();
  });

  it("rejects an origin, an event or a retention that cannot be used", () => {
    expect(() => createForeignRecordMaker()({ ...paid, origin: "a#b" })).toThrow(TypeError);
    expect(() => createForeignRecordMaker()({ ...paid, event: "A#B" })).toThrow("event 'A#B'");
    expect(() => createForeignRecordMaker({ retention: "soon" })).toThrow("retention 'soon'");
  });
});
