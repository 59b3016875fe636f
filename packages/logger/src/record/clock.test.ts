import { describe, expect, it } from "@jest/globals";
import { createClock, processId } from "./clock.js";

/** A system clock that goes through these times, and stays at the last. */
function clockAt(...times: string[]) {
  const ms = times.map((time) => Date.parse(time));
  return createClock(() => (ms.length > 1 ? (ms.shift() as number) : (ms[0] as number)));
}

describe("the clock of a process", () => {
  it("numbers the events of one millisecond in its last three digits", () => {
    const clock = clockAt("2026-11-24T02:48:15.096Z");
    expect([clock.next(), clock.next(), clock.next()]).toEqual([
      "2026-11-24T02:48:15.096000Z",
      "2026-11-24T02:48:15.096001Z",
      "2026-11-24T02:48:15.096002Z",
    ]);
  });

  it("borrows the next millisecond for the thousand-and-first event, and gives it back", () => {
    const clock = clockAt("2026-11-24T02:48:15.999Z");
    const times = Array.from({ length: 2_500 }, () => clock.next());
    expect(times[999]).toBe("2026-11-24T02:48:15.999999Z");
    expect(times[1_000]).toBe("2026-11-24T02:48:16.000000Z");
    expect(times[2_000]).toBe("2026-11-24T02:48:16.001000Z");
    expect(new Set(times).size).toBe(2_500);
    expect(times).toEqual(times.toSorted());
  });

  it("never runs backwards when the system's clock does", () => {
    const clock = clockAt(
      "2026-11-24T02:48:15.096Z",
      "2026-11-24T01:00:00.000Z",
      "2026-11-24T02:48:15.097Z",
    );
    const times = [clock.next(), clock.next(), clock.next()];
    expect(times).toEqual([
      "2026-11-24T02:48:15.096000Z",
      "2026-11-24T02:48:15.096001Z",
      "2026-11-24T02:48:15.097000Z",
    ]);
  });

  it("tells its time in ms, too", () => {
    const clock = clockAt("2026-11-24T02:48:15.096Z");
    clock.next();
    expect(clock.ms).toBe(Date.parse("2026-11-24T02:48:15.096Z"));
  });
});

it("the id of a process has eight characters that no key needs for itself, and stays", () => {
  expect(processId()).toMatch(/^[\w-]{8}$/);
  expect(processId()).toBe(processId());
});
