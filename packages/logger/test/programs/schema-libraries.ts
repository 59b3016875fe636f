/**
 * Records one event that fits and one that does not, with a schema of each library, and prints the records: some of the
 * libraries are pure ES modules, which the test runner cannot load.
 */
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { catalogueToJsonSchema } from "../../src/catalogue/export.js";
import { createLogger, defineEvents, type EventRecord, type Logger } from "../../src/index.js";

const events = defineEvents({
  WITH_ZOD: { description: "d", payload: z.object({ order: z.object({ total: z.number() }) }) },
  WITH_VALIBOT: {
    description: "d",
    payload: toStandardJsonSchema(v.object({ order: v.object({ total: v.number() }) })),
  },
  WITH_ARKTYPE: { description: "d", payload: type({ order: { total: "number" } }) },
});

const records: EventRecord[] = [];
const logger = createLogger({
  origin: "orders",
  environment: "prod",
  writeEvent: (record) => records.push(record),
  events,
});
// As somebody calls it who has no compiler.
const { event } = logger as unknown as Logger<Readonly<Record<string, { payload: "any" }>>>;
for (const name of Object.keys(events)) {
  event(name, { description: "d", payload: { order: { total: 1 } } });
  event(name, { description: "d", payload: { order: { total: "none" } } });
}
console.log(JSON.stringify({ records, schema: catalogueToJsonSchema(events) }));
