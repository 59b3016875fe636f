// An environment that serves one invocation after the other while one event of its own still waits.
import { setImmediate as nextInvocation } from "node:timers/promises";
import { loggerTo, options, record, writer } from "./setup.js";

const EACH = 100;
const total = options.events ?? 10;
let mostWaiting = 0;

record(0, 1);
for (let from = 1; from < total; from += EACH) {
  const own = writer.fork();
  record(from, Math.min(from + EACH, total), loggerTo(own));
  const { accepted, delivered, undelivered } = writer.counters;
  mostWaiting = Math.max(mostWaiting, accepted - delivered - undelivered);
  // Only the first has the time to hear what the server says.
  const timeLeft = from === 1 ? (options.flushMs ?? 0) : 0;
  await own.flush({ deadline: Date.now() + timeLeft });
  await nextInvocation();
}
const report = await writer.flush({ deadline: Date.now() });
console.log(JSON.stringify({ counters: writer.counters, report, mostWaiting }));
