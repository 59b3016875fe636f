/**
 * Importing this module is how a function has its events flushed after its response:
 *
 * ```ts
 * import "@service-events/logger/after-response";
 * ```
 *
 * Lambda takes an extension only before the runtime asks for the first invocation, so the import waits for the
 * registration. That is a top-level await, which only ES modules have.
 */
import { registerExtension } from "./extension.js";

await registerExtension();
