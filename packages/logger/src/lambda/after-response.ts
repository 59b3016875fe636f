/**
 * Import this module to flush a function's events after its response:
 *
 * ```ts
 * import "@service-events/logger/after-response";
 * ```
 *
 * Lambda accepts an extension only before the runtime requests the first invocation, so the import waits for the
 * registration with a top-level await, which only ES modules have.
 */
import { registerExtension } from "./extension.js";

await registerExtension();
