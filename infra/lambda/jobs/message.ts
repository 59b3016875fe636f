import { EventType, type Logger } from "@service-events/logger";
import type { SQSRecord } from "aws-lambda";
import { type Job, parseJob } from "./job.js";
import { runJob } from "./work.js";

/** The parts of a message that are used. */
export type JobMessage = Pick<SQSRecord, "messageId" | "body" | "messageAttributes">;

/**
 * Runs the job in a message and records the outcome.
 *
 * @returns whether the message succeeded. If not, SQS delivers it again, and after three attempts to the dead-letter queue.
 */
export async function handleMessage(message: JobMessage, batchLogger: Logger): Promise<boolean> {
  const { messageId, body, messageAttributes } = message;
  const job = parseJob(body);
  if (job === undefined) {
    batchLogger.error("Message is not a job", { messageId, body: body.slice(0, 500) });
    return false;
  }
  const correlationId = messageAttributes.correlationId?.stringValue;
  const logger = batchLogger.child({
    userId: job.userId,
    ...(correlationId === undefined ? {} : { correlationId }),
  });
  return run(job, logger);
}

async function run(job: Job, logger: Logger): Promise<boolean> {
  const { jobId, kind } = job;
  logger.event(EventType.JobStarted, {
    description: `Job started: ${kind}`,
    payload: { jobId, kind },
  });
  try {
    const result = await runJob(job);
    logger.event(EventType.JobCompleted, {
      description: `Job completed: ${kind}`,
      payload: { jobId, kind, ...result },
    });
    return true;
  } catch (error) {
    logger.warn("Job failed", error);
    logger.event(EventType.JobFailed, {
      description: `Job failed: ${kind}`,
      payload: { jobId, kind, error },
    });
    return false;
  }
}
