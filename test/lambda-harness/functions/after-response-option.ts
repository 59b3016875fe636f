/** Without the import beside it, which CommonJS cannot have: the registration may come too late. */
import { withLogging } from "../../../packages/logger/src/lambda/with-logging.js";
import { work } from "./task.js";

export const handler = withLogging(work, { flush: "after-response" });
