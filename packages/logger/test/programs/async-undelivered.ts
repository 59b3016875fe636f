// A script whose undelivered events go somewhere that takes its time, and which does not wait for it.
import { setTimeout as sleep } from "node:timers/promises";
import { createDynamoEventWriter } from "../../src/index.js";
import { loggerTo, options, record } from "./setup.js";

const writer = createDynamoEventWriter({
  tableName: String(process.env.EVENT_LOG_TABLE),
  undelivered: () => sleep(60_000),
});
record(0, options.events, loggerTo(writer));
// Before its end, or as it ends: whichever it is this time.
if (options.flushMs !== undefined) await writer.flush({ deadline: options.flushMs });
process.exit(7);
