/** The logger and its writer, without the Lambda wrapper. */
import { createDynamoEventWriter, createLogger, EventType } from "@service-events/logger";

const logger = createLogger({
  origin: "bench",
  environment: "prod",
  writeEvent: createDynamoEventWriter({ tableName: "event-log" }),
});

export async function handler(): Promise<void> {
  logger.event(EventType.JobStarted, { description: "Job started", payload: { jobId: "j_1" } });
  const { delivered } = await logger.flush();
  if (delivered !== 1) throw new Error("the event was not delivered");
}
