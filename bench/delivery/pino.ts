/** A line of pino with the same content, to /dev/null. */
import { pino } from "pino";
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

const log = pino(
  { base: { origin: "bench" } },
  pino.destination({ dest: "/dev/null", sync: true }),
);

void measureWay((count) => {
  for (let index = 0; index < count; index++) {
    const { description, ...content } = sampleEvent(index);
    log.info(content, description);
  }
});
