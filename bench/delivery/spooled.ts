/** The same with a spool in a temporary folder, which survives what BENCH_STAGE says. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDynamoEventWriter } from "@service-events/logger";
import { createSpooledEventWriter } from "@service-events/logger/spool";
import { measureLogger } from "./measure-logger.js";

const stage = process.env.BENCH_STAGE;
await measureLogger(
  createSpooledEventWriter({
    folder: mkdtempSync(join(tmpdir(), "bench-spool-")),
    fsync: stage === "always" || stage === "never" ? stage : Number(stage),
    createWriter: (options) => createDynamoEventWriter({ tableName: "event-log", ...options }),
  }),
);
