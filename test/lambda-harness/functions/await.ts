import { withLogging } from "../../../packages/logger/src/lambda/with-logging.js";
import { work, workStreaming } from "./task.js";

export const handler = withLogging(work);
export const streaming = withLogging(workStreaming);
