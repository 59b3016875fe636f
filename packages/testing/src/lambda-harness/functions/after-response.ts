import "@service-events/logger/after-response";
import { withLogging } from "@service-events/logger";
import { type Task, work, workStreaming } from "./task.js";

export const handler = withLogging(work);
export const streaming = withLogging(workStreaming);
export const awaiting = withLogging(work, { flush: "await" });
/** A handler that middleware keeps from its wrapper, when the task says so. */
export const shortCircuited = async (task: Task & { skip?: boolean }, context: unknown) =>
  task.skip ? "skipped" : handler(task, context);
