/** This package with default options: payloads made storable and redacted, batches of 25, signed and acknowledged. */
import { createDynamoEventWriter } from "@service-events/logger";
import { measureLogger } from "./measure-logger.js";

await measureLogger(createDynamoEventWriter({ tableName: "event-log" }));
