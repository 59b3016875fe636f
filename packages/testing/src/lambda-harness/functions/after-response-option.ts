/** Without the import beside it, which CommonJS cannot have: the registration may come too late. */
import { withLogging } from "@service-events/logger";
import { work } from "./task.js";

export const handler = withLogging(work, { flush: "after-response" });
