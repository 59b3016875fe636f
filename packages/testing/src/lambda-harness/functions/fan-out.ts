/** Events go to the table and, at the same time, to stdout. */
import "@service-events/logger/after-response";
import { createDynamoEventWriter, fanOut, withLogging } from "@service-events/logger";
import { createConsoleEventWriter } from "@service-events/logger/console";
import { work } from "./task.js";

const writeEvent = fanOut(
  createDynamoEventWriter({ tableName: String(process.env.EVENT_LOG_TABLE) }),
  createConsoleEventWriter(),
);

export const handler = withLogging(work, { writeEvent });
export const awaiting = withLogging(work, { writeEvent, flush: "await" });
