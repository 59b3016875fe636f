/** This package's path up to the stage `BENCH_STAGE`; a stage's cost is the difference to the one before. */
import { createEventWriter, createLogger, type Sink } from "@service-events/logger";
import type { WriteEvent } from "../../packages/logger/src/event-writer.js";
import { encodePutRequest } from "../../packages/logger/src/sinks/dynamodb/item.js";
import { sampleEvent } from "../lib/sample-event.js";
import { measureWay } from "./measure.js";

const SINK: Sink = {
  name: "memory",
  limits: { records: 25, bytes: 15 * 1024 * 1024 },
  encode: encodePutRequest,
  send: async () => ({ status: "ok" }),
};

let length = 0;
const STAGES: Record<string, WriteEvent> = {
  record: () => {},
  text: (record) => {
    length += Buffer.byteLength(encodePutRequest(record));
  },
  settle: createEventWriter(SINK),
};

const logger = createLogger({
  origin: "bench",
  environment: "prod",
  writeEvent: STAGES[String(process.env.BENCH_STAGE)] as WriteEvent,
});

await measureWay(async (count) => {
  for (let index = 0; index < count; index++) {
    const { event, ...data } = sampleEvent(index);
    logger.event(event, data);
  }
  await logger.flush();
  if (length < 0) throw new Error("so that the compiler cannot leave the text out");
});
