import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { StoredEvent } from "../read/record.js";
import { toNdjson } from "./ndjson.js";

const event: StoredEvent = {
  pk: "ORIGIN#orders",
  sk: "2026-11-24T02:48:15.096003Z#PAID#p1",
  origin: "orders",
  event: "PAID",
  createdAt: "2026-11-24T02:48:15.096003Z",
  description: "paid",
};

it("writes the id and the whole record", () => {
  expect(JSON.parse(toNdjson(event))).toEqual({
    id: "orders@2026-11-24T02:48:15.096003Z@PAID@p1",
    ...event,
  });
});

it("writes only the chosen fields, missing ones as null, and what is added", () => {
  const fields = [
    { name: "user", read: ({ userId }: StoredEvent) => userId },
    { name: "event", read: (one: StoredEvent) => one.event },
  ];

  expect(toNdjson(event, fields, { late: true })).toBe('{"user":null,"event":"PAID","late":true}');
});

it("keeps every text, on one line and without hidden characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (description) => {
      const line = toNdjson({ ...event, description });

      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(line).description).toBe(description);
    }),
  );
});
