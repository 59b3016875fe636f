import { createLogger, type EventWriter } from "@service-events/logger";
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

/** Measures the logger with a writer and default options: payloads are made storable and redacted, and delivered. */
export async function measureLogger(writeEvent: EventWriter): Promise<void> {
  const logger = createLogger({ origin: "bench", environment: "prod", writeEvent });
  await measureWay(async (count) => {
    for (let index = 0; index < count; index++) {
      const { event, ...data } = sampleEvent(index);
      logger.event(event, data);
    }
    const { undelivered } = await logger.flush();
    if (undelivered > 0) throw new Error(`${undelivered} events were not delivered`);
  });
}
