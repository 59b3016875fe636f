import type { Mood, SinkHarness } from "@service-events/testing/sink-contract";
import type { Output } from "../../src/sinks/shared/stdout.js";

/**
 * Stands for a process's stdout, as Node.js documents it: what does not fit any more is announced before a write, and a
 * write is done when its callback comes, which for files and pipes is at once.
 */
export interface FakeStdout extends Output {
  /** What has been written, once all of it is through. */
  text(): Promise<string>;
  behave: SinkHarness["behave"];
}

const SLOW_MS = 20;

export function createFakeStdout(): FakeStdout {
  let mood: () => Mood = () => "ok";
  let now: Mood = "ok";
  let text = "";
  let onTheWay = 0;
  const through = new Set<Promise<void>>();

  return {
    get writableNeedDrain() {
      if (onTheWay > 0) return true;
      now = mood();
      // A full stdout reports nothing else, however long it stays full.
      return now === "busy" || now === "partly-busy" || now === "silent";
    },
    get writableLength() {
      return onTheWay;
    },
    write(lines, written) {
      if (now === "refuses") {
        process.nextTick(written, new Error("write EPIPE"));
        return true;
      }
      if (now !== "slow") {
        text += lines;
        process.nextTick(written, null);
        return true;
      }
      onTheWay += lines.length;
      const done = new Promise<void>((resolve) => {
        setTimeout(() => {
          onTheWay -= lines.length;
          text += lines;
          written(null);
          resolve();
        }, SLOW_MS);
      });
      through.add(done);
      return true;
    },
    once() {},
    removeListener() {},
    async text() {
      await Promise.all(through);
      return text;
    },
    behave(next) {
      mood = next;
    },
  };
}
