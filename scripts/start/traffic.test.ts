import { describe, expect, it } from "@jest/globals";
import { expectedEvents } from "./sample-app.js";
import { createTraffic } from "./traffic.js";

const day = (seed: number) => {
  const traffic = createTraffic(seed);
  return Array.from({ length: 500 }, () => traffic.next());
};

describe("traffic", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(day(7)).toEqual(day(7));
    expect(day(7)).not.toEqual(day(8));
  });

  it("has every kind of action in a day and in a round, failures among them", () => {
    const kinds = [
      "badMessage",
      "badWebhook",
      "job",
      "newPassword",
      "nightlyReport",
      "signUp",
      "subscribe",
    ];
    for (const actions of [day(1), createTraffic(1).round()]) {
      expect([...new Set(actions.map(({ kind }) => kind))].sort()).toEqual(kinds);
      const jobs = actions.flatMap((action) => (action.kind === "job" ? [action.job] : []));
      expect(jobs.some(({ fail }) => fail)).toBe(true);
      expect(jobs.some(({ fail }) => !fail)).toBe(true);
    }
  });
});

describe("expectedEvents", () => {
  it("counts a failing message once per delivery, and rejected ones not at all", () => {
    expect(expectedEvents(createTraffic(1).round())).toEqual([
      { origin: "jobs", event: "ERROR", count: 3 },
      { origin: "jobs", event: "JOB_COMPLETED", count: 3 },
      { origin: "jobs", event: "JOB_FAILED", count: 3 },
      { origin: "jobs", event: "JOB_STARTED", count: 6 },
      { origin: "nightly-report", event: "JOB_COMPLETED", count: 1 },
      { origin: "nightly-report", event: "JOB_STARTED", count: 1 },
      { origin: "sign-up", event: "USER_REGISTERED", count: 2 },
      { origin: "subscriptions", event: "SUBSCRIPTION_UPDATED", count: 3 },
    ]);
  });
});
