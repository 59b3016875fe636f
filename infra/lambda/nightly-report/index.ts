import { EventType, withLogging } from "@service-events/logger";
import type { ScheduledEvent } from "aws-lambda";
import { reportAt } from "./report.js";

/** Called by EventBridge every night, and again if it fails. */
export const handler = withLogging(async (event: ScheduledEvent, ctx) => {
  const report = reportAt(event.time);
  const jobId = `nightly-report-${report.day}`;
  ctx.logger.event(EventType.JobStarted, {
    description: `Nightly report started: ${report.day}`,
    payload: { jobId, kind: "nightly-report" },
  });
  ctx.logger.info("Billing cycles that end", report.billingDays);
  ctx.logger.event(EventType.JobCompleted, {
    description: `Nightly report completed: ${report.day}`,
    payload: { jobId, kind: "nightly-report", ...report },
  });
});
