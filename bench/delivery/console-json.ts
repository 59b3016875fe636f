/** A line of JSON with the same content; stdout is /dev/null. */
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

void measureWay((count) => {
  for (let index = 0; index < count; index++) {
    console.log(
      JSON.stringify({ level: "info", time: new Date().toISOString(), ...sampleEvent(index) }),
    );
  }
});
