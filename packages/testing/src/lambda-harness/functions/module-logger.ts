/** Loggers that the wrapper does not know: made while the module loads, as it is usual with other loggers. */
import "@service-events/logger/after-response";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createDynamoEventWriter,
  createLogger,
  EventType,
  type WriteEvent,
  withLogging,
} from "@service-events/logger";

interface Task {
  label: string;
  /** Pauses between events, in ms: an event follows each. */
  pauses: number[];
}

function loggerTo(origin: string, writeEvent: WriteEvent) {
  return createLogger({ origin, environment: "prod", writeEvent });
}

const tableName = String(process.env.EVENT_LOG_TABLE);
const orders = loggerTo("orders", createDynamoEventWriter({ tableName }));
const audit = loggerTo("audit", createDynamoEventWriter({ tableName }));

async function work({ label, pauses }: Task): Promise<void> {
  for (const ms of pauses) {
    await sleep(ms);
    orders.event(EventType.JobStarted, { description: `${label} orders` });
    audit.event(EventType.JobStarted, { description: `${label} audit` });
  }
}

orders.event(EventType.JobStarted, { description: "while the module loads" });

export const handler = withLogging(work);
export const awaiting = withLogging(work, { flush: "await" });
