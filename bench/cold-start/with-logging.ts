/** A wrapped Lambda handler, which delivers before it returns. */
import { EventType, withLogging } from "@service-events/logger";

export const handler = withLogging(async (_: unknown, { logger }) => {
  logger.event(EventType.JobStarted, { description: "Job started", payload: { jobId: "j_1" } });
});
