import { expect, it } from "@jest/globals";
import { signalStorm } from "../../test/storm.js";

it("loses nothing, hangs nowhere and ends as its host decides at SIGTERM, whenever that comes", async () => {
  const { events, inBoth, ...wrong } = await signalStorm(50, 1);

  expect(wrong).toEqual({
    ...{ runs: 50, lost: 0, doubled: 0, hung: 0, endedWrong: 0 },
    failures: [],
  });
  expect(events).toBeGreaterThan(100);
  expect(inBoth).toBeLessThan(events);
}, 180_000);
