/** This package as it comes: payloads made storable and redacted, batches of 25, signed and acknowledged. */
import { createDynamoEventWriter, createLogger } from "@service-events/logger";
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

const logger = createLogger({
  origin: "bench",
  environment: "prod",
  writeEvent: createDynamoEventWriter({ tableName: "event-log" }),
});

await measureWay(async (count) => {
  for (let index = 0; index < count; index++) {
    const { event, ...data } = sampleEvent(index);
    logger.event(event, data);
  }
  const { undelivered } = await logger.flush();
  if (undelivered > 0) throw new Error(`${undelivered} events were not delivered`);
});
