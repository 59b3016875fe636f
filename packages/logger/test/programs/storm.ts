// A process that records at random moments, until a signal comes: see ../storm.ts.
import cluster from "node:cluster";
import { writeSync } from "node:fs";
import { createServer } from "node:http";
import { onExit } from "signal-exit";
// @ts-expect-error: version 3 has no types.
import onExit3 from "signal-exit-3";
import { loggerTo, options, record, writer } from "./setup.js";

const { host = "alone", gapMs = 1 } = options.storm ?? {};

/** Says that an event exists before it does: whatever is said must be found. */
function recordOne(n: number): void {
  writeSync(1, `${n}\n`);
  record(n, n + 1);
}

function run(): void {
  const server = createServer().listen(0, "127.0.0.1");
  let next = 0;
  // From the first event on the writer listens to signals.
  recordOne(next++);
  let timer = setTimeout(function again() {
    recordOne(next++);
    timer = setTimeout(again, Math.random() * 2 * gapMs);
  }, gapMs);
  function close(): void {
    writeSync(1, "closing\n");
    server.close();
    // A host that goes on records while it closes.
    setTimeout(() => {
      clearTimeout(timer);
      recordOne(next++);
      writeSync(1, "closed\n");
    }, 30);
  }
  switch (host) {
    case "once":
      process.once("SIGTERM", close);
      break;
    case "on":
      process.on("SIGTERM", close);
      break;
    case "exit":
      process.on("SIGTERM", () => process.exit(3));
      break;
    case "shutdown":
      process.once("SIGTERM", async () => {
        clearTimeout(timer);
        await writer.shutdown({ deadline: 400 });
        process.exit(4);
      });
      break;
    case "signal-exit 3 and 4":
      onExit3(() => void writeSync(1, "cleaned up\n"));
      onExit(() => void writeSync(1, "cleaned up\n"));
      break;
    case "signal-exit 3":
      onExit3(() => void writeSync(1, "cleaned up\n"));
      break;
    case "signal-exit 4":
      onExit(() => void writeSync(1, "cleaned up\n"));
      break;
  }
  writeSync(1, "ready\n");
}

if (host === "cluster" && cluster.isPrimary) {
  const worker = cluster.fork();
  loggerTo(writer).event("JOB_STARTED", { description: "event 0" });
  process.once("SIGTERM", () => worker.process.kill("SIGTERM"));
} else run();
