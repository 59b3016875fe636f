// A worker whose callback for undelivered events logs through the same writer.
import { setImmediate as turn } from "node:timers/promises";
import { createDynamoEventWriter, type Logger } from "../../src/index.js";
import { loggerTo, options, record } from "./setup.js";

const logger: Logger = loggerTo(
  createDynamoEventWriter({
    tableName: String(process.env.EVENT_LOG_TABLE),
    async undelivered(records, reason) {
      if (options.flushMs) await turn();
      for (const { description } of records) logger.error(`lost ${description}: ${reason}`);
    },
  }),
);
record(0, options.events, logger);
