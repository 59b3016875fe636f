import { withLogging } from "@service-events/logger";
import { work, workStreaming } from "./task.js";

export const handler = withLogging(work);
export const streaming = withLogging(workStreaming);
