import { expect, it } from "@jest/globals";
import { createFollower } from "./index.js";

/** The sort key of an event at a second. */
const at = (second: number, name = "A") => `2026-11-24T02:48:${second}.000000Z#${name}#p1`;
const time = (second: number) => `2026-11-24T02:48:${second}.000000Z`;

it("tells new events from those of the poll before, and late ones from those in order", () => {
  const follower = createFollower(time(10));
  const first = follower.poll(time(10));
  expect([first.see(at(20)), first.see(at(25))]).toEqual([{ late: false }, { late: false }]);
  first.complete();

  const second = follower.poll(time(15));
  expect(second.see(at(20))).toBeUndefined();
  expect(second.see(at(22))).toEqual({ late: true });
  expect(second.see(at(25))).toBeUndefined();
  expect(second.see(at(30))).toEqual({ late: false });
});

it("starts the next poll at the horizon, and never goes back", () => {
  const follower = createFollower(time(10));
  follower.poll(time(20)).complete();
  expect(follower.from).toBe(time(20));
  follower.poll(time(15)).complete();
  expect(follower.from).toBe(time(20));
});

it("starts after the last event before the horizon when a poll breaks off", () => {
  const follower = createFollower(time(10));
  const poll = follower.poll(time(20));
  for (const second of [12, 18, 25]) poll.see(at(second));
  expect(follower.from).toBe(at(18));
});

it("skips what is too much to read", () => {
  const follower = createFollower(time(10));
  follower.poll(time(20)).complete(time(40));
  expect(follower.from).toBe(time(40));
});

it("knows the events that are shown already, and judges by them what is late", () => {
  const follower = createFollower(time(10), [at(20), at(30)]);
  const poll = follower.poll(time(10));
  expect(poll.see(at(20))).toBeUndefined();
  expect(poll.see(at(25))).toEqual({ late: true });
});
