/**
 * A function as somebody writes it who has only read the article: every public name that the article has, with its
 * signatures, and nothing that it has not. Only the import path of the logger is this project's.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  createDynamoEventWriter,
  createLogger,
  type EventRecord,
  EventType,
  type Logger,
  withLogging,
} from "@service-events/logger";

/** A custom writer with the same interface. */
export function keepIn(store: EventRecord[]): (event: EventRecord) => void {
  return (event) => {
    const kept: EventRecord = {
      pk: event.pk,
      sk: event.sk,
      origin: event.origin,
      event: event.event,
      userId: event.userId,
      createdAt: event.createdAt,
      description: event.description,
      payload: event.payload,
    };
    if (event.event === EventType.Error) store.unshift(kept);
    else store.push(kept);
  };
}

export function ordersLogger(tableName: string, client: DynamoDBClient): Logger {
  return createLogger({
    origin: "orders",
    environment: "prod",
    writeEvent: createDynamoEventWriter({ tableName, client }),
  });
}

export function memoryLogger(store: EventRecord[]): Logger {
  return createLogger({ origin: "orders", environment: "local", writeEvent: keepIn(store) });
}

export function takeJob(logger: Logger, jobId: string): void {
  logger.debug("Looking at the job", { jobId });
  logger.event(EventType.JobStarted, { description: "Job started", payload: { jobId } });
  logger.warn("The job is old");
}

// biome-ignore lint/suspicious/noExplicitAny: the article types its events so
export const handler = withLogging(async (event: any, ctx) => {
  ctx.logger.event(EventType.JobStarted, {
    description: "Job processing started",
    userId: event.userId,
    payload: { jobId: event.jobId, request: ctx.awsRequestId, by: ctx.functionName },
  });
  ctx.logger.info("Fetching the input", { jobId: event.jobId });
  try {
    if (event.broken) throw new Error("the input is missing");
    ctx.logger.event(EventType.JobCompleted, {
      description: "Job completed",
      userId: event.userId,
      payload: { jobId: event.jobId },
    });
    return { jobId: event.jobId as string };
  } catch (err) {
    ctx.logger.error("Job failed", err);
    throw err;
  }
});
