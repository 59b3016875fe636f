// A worker: records in small groups with other work in between, flushes, says what it knows, and ends.
import { setImmediate as otherWork } from "node:timers/promises";
import { options, record, writer } from "./setup.js";

const GROUP = 100;
const total = options.events ?? 10;
let mostWaiting = 0;

for (let from = 0; from < total; from += GROUP) {
  record(from, Math.min(from + GROUP, total));
  const { accepted, delivered, undelivered } = writer.counters;
  mostWaiting = Math.max(mostWaiting, accepted - delivered - undelivered);
  await otherWork();
}
const report = await writer.flush(
  options.flushMs === undefined ? {} : { deadline: Date.now() + options.flushMs },
);
console.log(JSON.stringify({ counters: writer.counters, report, mostWaiting }));
