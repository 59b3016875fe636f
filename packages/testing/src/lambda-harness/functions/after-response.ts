import "@service-events/logger/after-response";
import { setTimeout as sleep } from "node:timers/promises";
import { withLogging } from "@service-events/logger";
import { type Task, work, workStreaming } from "./task.js";

export const handler = withLogging(work);
export const streaming = withLogging(workStreaming);
export const awaiting = withLogging(work, { flush: "await" });
/** Middleware that answers after a while, whether the handler has ended or not. */
export const impatient = async (task: Task, context: unknown) =>
  Promise.race([handler(task, context), sleep(20, "answered for it")]);
/** A wrapped handler whose middleware answers without calling it, if the task asks for that. */
export const shortCircuited = async (task: Task & { skip?: boolean }, context: unknown) =>
  task.skip ? "skipped" : handler(task, context);
