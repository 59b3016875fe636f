import { EventType, type Logger, withLogging } from "@service-events/logger";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Job, parseJob } from "./job.js";
import { runJob } from "./work.js";

/** Runs each message of a batch on its own: what failed comes back, what succeeded is gone. */
export const handler = withLogging(async (event: SQSEvent, ctx): Promise<SQSBatchResponse> => {
  const succeeded = await Promise.all(event.Records.map((record) => handle(record, ctx.logger)));
  return {
    batchItemFailures: event.Records.filter((_, position) => !succeeded[position]).map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
});

/** Whether the message is done with. SQS delivers it again if not, and after three times puts it aside. */
async function handle(record: SQSRecord, batchLogger: Logger): Promise<boolean> {
  const { messageId, body, messageAttributes } = record;
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
