// A server with a spool: it says which events it has accepted, and ends when all are settled.
import { writeSync } from "node:fs";
import { createDynamoEventWriter, EventType } from "../../src/index.js";
import { createSpooledEventWriter } from "../../src/spool/spool.js";
import { loggerTo, options } from "./setup.js";

const writer = createSpooledEventWriter({
  folder: String(options.folder),
  createWriter: (delivery) =>
    createDynamoEventWriter({ tableName: String(process.env.EVENT_LOG_TABLE), ...delivery }),
});
const logger = loggerTo(writer);

for (let n = 1; n <= (options.events ?? 0); n++) {
  logger.event(EventType.JobStarted, { description: `event ${n}`, payload: { n } });
  writeSync(1, `accepted ${n}\n`);
  // Now and then what is accepted is delivered while more comes.
  if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
}
await writer.shutdown({ deadline: Date.now() + 20_000 });
