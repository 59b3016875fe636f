/** A line of Powertools for AWS Lambda with the same content; stdout is /dev/null. */
import { Logger } from "@aws-lambda-powertools/logger";
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

const log = new Logger({ serviceName: "bench" });

void measureWay((count) => {
  for (let index = 0; index < count; index++) {
    const { description, ...content } = sampleEvent(index);
    log.info(description, content);
  }
});
