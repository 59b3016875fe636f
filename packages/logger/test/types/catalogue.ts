/**
 * What the compiler knows of a catalogue. Nothing here runs: `tsc` fails when an expected error is none, and when a
 * line without one has an error.
 */
import {
  type Catalogue,
  createLogger,
  days,
  defaultEvents,
  defineEvents,
  type EventArguments,
  type EventData,
  type EventName,
  type EventRecord,
  EventType,
  eventNames,
  type Logger,
  type LoggingContext,
  mergeEvents,
  withLogging,
} from "@service-events/logger";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";

declare const writeEvent: (record: EventRecord) => void;
const config = { origin: "orders", environment: "prod", writeEvent } as const;

const order = { orderId: "o_1", total: 4200 };

export const events = defineEvents({
  WITH_ZOD: { payload: z.object({ orderId: z.string(), total: z.number().optional() }) },
  WITH_VALIBOT: { payload: v.object({ orderId: v.string(), total: v.optional(v.number()) }) },
  WITH_ARKTYPE: { payload: type({ orderId: "string", "total?": "number" }) },
  WITH_ANY: { description: "Something happened", payload: "any", retention: days(3), version: 2 },
  WITH_OPTIONAL: {
    description: "It may say more",
    payload: z.object({ n: z.number() }).optional(),
  },
  WITHOUT_PAYLOAD: { description: "The night's work is done", retention: "forever" },
  WITHOUT_ANYTHING: {},
  NOISY: { level: "debug", sample: 0.1 },
});
const logger = createLogger({ ...config, events });

// What fits.
logger.event("WITH_ZOD", { description: "d", payload: order });
logger.event("WITH_VALIBOT", { description: "d", userId: "u_1", payload: order });
logger.event("WITH_ARKTYPE", { description: "d", payload: order, retention: days(5) });
logger.event("WITH_ANY", { payload: { anything: new Date() }, retention: "forever" });
logger.event("WITH_ANY");
logger.event("WITH_OPTIONAL", {});
logger.event("WITH_OPTIONAL", { payload: { n: 1 } });
logger.event("WITHOUT_PAYLOAD");
logger.event("WITHOUT_PAYLOAD", { description: "It is done earlier than ever" });
logger.event("WITHOUT_ANYTHING", { description: "d" });
logger.child({ requestId: "r_1" }).event("WITHOUT_PAYLOAD");

interface Order {
  orderId: string;
}
declare const typedOrder: Order;
logger.event("WITH_ZOD", { description: "d", payload: typedOrder });
logger.event("WITH_ANY", { payload: typedOrder });

// What does not.
// @ts-expect-error an event that is not in the catalogue
logger.event("WITH_ZOT", { description: "d", payload: order });
// @ts-expect-error the default catalogue is not part of it
logger.event(EventType.JobStarted, { description: "d" });
// @ts-expect-error a missing field
logger.event("WITH_ZOD", { description: "d", payload: { total: 1 } });
// @ts-expect-error a missing field
logger.event("WITH_VALIBOT", { description: "d", payload: { total: 1 } });
// @ts-expect-error a missing field
logger.event("WITH_ARKTYPE", { description: "d", payload: { total: 1 } });
// @ts-expect-error a field of another type
logger.event("WITH_ZOD", { description: "d", payload: { orderId: 1 } });
// @ts-expect-error a field of another type
logger.event("WITH_VALIBOT", { description: "d", payload: { orderId: 1 } });
// @ts-expect-error a field of another type
logger.event("WITH_ARKTYPE", { description: "d", payload: { orderId: 1 } });
// @ts-expect-error a field that the schema has not
logger.event("WITH_ZOD", { description: "d", payload: { orderId: "o_1", color: "red" } });
// @ts-expect-error no payload where one is needed
logger.event("WITH_ZOD", { description: "d" });
// @ts-expect-error nothing at all where a payload is needed
logger.event("WITH_ZOD");
// @ts-expect-error a payload that is no object
logger.event("WITH_ANY", { payload: "text" });
// @ts-expect-error a payload for an event that has none
logger.event("WITHOUT_PAYLOAD", { payload: { orderId: "o_1" } });
// @ts-expect-error a payload for an event that has none, from a variable
logger.event("WITHOUT_PAYLOAD", { payload: order });
// @ts-expect-error neither a description nor one in the catalogue
logger.event("WITHOUT_ANYTHING", {});
// @ts-expect-error a description that is no text
logger.event("WITHOUT_PAYLOAD", { description: 42 });
// @ts-expect-error a retention in words
logger.event("WITHOUT_PAYLOAD", { retention: "5d" });
// @ts-expect-error a field that no event has
logger.event("WITHOUT_PAYLOAD", { user: "u_1" });

// Definitions that cannot be.
// @ts-expect-error a transform
defineEvents({ A: { payload: z.object({ at: z.string().transform(Number) }) } });
// @ts-expect-error a transform
defineEvents({ A: { payload: v.object({ at: v.pipe(v.string(), v.transform(Number)) }) } });
// @ts-expect-error a morph
defineEvents({ A: { payload: type({ at: "string.date.parse" }) } });
// @ts-expect-error a default would be missing in what is stored
defineEvents({ A: { payload: z.object({ n: z.number().default(1) }) } });
// @ts-expect-error a default would be missing in what is stored
defineEvents({ A: { payload: v.object({ n: v.optional(v.number(), 1) }) } });
// @ts-expect-error a default would be missing in what is stored
defineEvents({ A: { payload: type({ n: "number = 1" }) } });
// @ts-expect-error a coercion
defineEvents({ A: { payload: z.object({ n: z.coerce.number() }) } });
// @ts-expect-error a schema that is not one of an object
defineEvents({ A: { payload: z.string() } });
// @ts-expect-error no schema at all
defineEvents({ A: { payload: { orderId: "string" } } });
// @ts-expect-error an option that does not exist
defineEvents({ A: { retenton: days(1) } });
// @ts-expect-error a level that does not exist
defineEvents({ A: { level: "fatal" } });
// @ts-expect-error errors are never sampled
defineEvents({ A: { level: "error", sample: 0.5 } });
// @ts-expect-error a retention in words
defineEvents({ A: { retention: "90d" } });
// @ts-expect-error the catalogue is frozen
events.WITH_ANY.version = 3;
// @ts-expect-error the catalogue is frozen
events.NEW = {};

// @ts-expect-error a sample above all
defineEvents({ A: { sample: 2 } });
// @ts-expect-error a sample of nothing
defineEvents({ A: { sample: 0 } });
// @ts-expect-error a sample below nothing
defineEvents({ A: { sample: -0.5 } });
defineEvents({ A: { sample: 1 }, B: { sample: 0.000_000_1 }, C: { sample: Number("0.5") } });
// @ts-expect-error a name that cannot be part of a key
defineEvents({ "A#B": {} });
// @ts-expect-error a catalogue that nobody has checked
createLogger({ ...config, events: { A: { description: "d" } } });

// The default catalogue: any payload, and names as members of the enum or as texts.
const plain: Logger = createLogger(config);
plain.event(EventType.JobStarted, { description: "d", payload: { jobId: "j_1" } });
plain.event("JOB_STARTED", { description: "d" });
declare const eventType: EventType;
plain.event(eventType, { description: "d", userId: "u_1", payload: { jobId: "j_1" } });
// @ts-expect-error an event that is not in the catalogue
plain.event("JOB_STARTD", { description: "d" });
// @ts-expect-error the default catalogue has no descriptions
plain.event("JOB_STARTED", { payload: {} });

// An enum of one's own gives names, too.
enum Own {
  Placed = "ORDER_PLACED",
}
const own = createLogger({ ...config, events: defineEvents({ [Own.Placed]: {} }) });
own.event(Own.Placed, { description: "d" });
own.event("ORDER_PLACED", { description: "d" });

// Names as constants.
const names = eventNames(events);
logger.event(names.WITH_ZOD, { description: "d", payload: order });
// @ts-expect-error a name that is not in the catalogue
names.WITH_ZOT;
// @ts-expect-error a field of another type, by constant
logger.event(names.WITH_ZOD, { description: "d", payload: { orderId: 1 } });

// Helpers of one's own: generic in the name, with one argument or with the same ones.
type Name = EventName<typeof events>;
export function track<N extends Name>(name: N, data: EventData<typeof events, N>): void {
  logger.event(name, data);
}
export function trackAny<N extends Name>(name: N, ...data: EventArguments<typeof events, N>): void {
  logger.event(name, ...data);
}
track("WITH_ZOD", { description: "d", payload: order });
track("WITHOUT_PAYLOAD", {});
trackAny("WITHOUT_PAYLOAD");
trackAny("WITH_ZOD", { description: "d", payload: order });
// @ts-expect-error a field of another type, in a helper
track("WITH_ZOD", { description: "d", payload: { orderId: 1 } });
// @ts-expect-error nothing at all where a payload is needed, in a helper
trackAny("WITH_ZOD");
// @ts-expect-error an event that is not in the catalogue, in a helper
track("WITH_ZOT", {});

// Generic in the catalogue.
export class Tracker<Events extends Catalogue> {
  readonly #logger: Logger<Events>;

  constructor(logger: Logger<Events>) {
    this.#logger = logger;
  }

  track<N extends EventName<Events>>(name: N, data: EventData<Events, N>): void {
    this.#logger.event(name, data);
  }

  trackAny<N extends EventName<Events>>(name: N, ...data: EventArguments<Events, N>): void {
    this.#logger.event(name, ...data);
  }
}
const tracker = new Tracker(logger);
tracker.track("WITH_ZOD", { description: "d", payload: order });
tracker.trackAny("WITHOUT_PAYLOAD");
// @ts-expect-error a missing field, through a generic class
tracker.track("WITH_ZOD", { description: "d", payload: { total: 1 } });

// One of several names: what is said must fit each of them.
declare const either: "WITH_ZOD" | "WITH_VALIBOT";
declare const unlike: "WITH_ZOD" | "WITHOUT_PAYLOAD";
logger.event(either, { description: "d", payload: order });
// @ts-expect-error a payload that fits neither
logger.event(either, { description: "d", payload: { orderId: 1 } });
// @ts-expect-error a payload that fits only one of the two
logger.event(unlike, { description: "d", payload: order });
// @ts-expect-error no payload where one of the two needs it
logger.event(unlike, { description: "d" });

// Two catalogues merge, and a logger that knows more fits where one that knows less is asked for.
const merged = createLogger({ ...config, events: mergeEvents(defaultEvents, events) });
merged.event(EventType.JobFailed, { description: "d", payload: { any: "thing" } });
merged.event("WITH_ZOD", { description: "d", payload: order });
// @ts-expect-error a payload that does not fit, of a merged catalogue
merged.event("WITH_ZOD", { description: "d", payload: {} });
declare function bill(logger: Logger<Pick<typeof events, "WITH_ZOD">>): void;
bill(logger);
bill(merged);
// @ts-expect-error a logger that does not know the events
bill(plain);

// Wrapped handlers carry the catalogue.
export const handler = withLogging(
  async (event: { orderId: string }, ctx) => {
    ctx.logger.event("WITH_ZOD", { description: "d", payload: { orderId: event.orderId } });
    ctx.logger.event("WITHOUT_PAYLOAD");
    // @ts-expect-error a field of another type
    ctx.logger.event("WITH_ZOD", { description: "d", payload: { orderId: 1 } });
    // @ts-expect-error an event that is not in the catalogue
    ctx.logger.event("JOB_STARTED", { description: "d" });
    return ctx.awsRequestId.length;
  },
  { events },
);
export const result: Promise<number> = handler({ orderId: "o_1" });

export const streaming = withLogging(
  async (
    _event: { orderId: string },
    stream: NodeJS.WritableStream,
    ctx: LoggingContext<typeof events>,
  ) => {
    stream.write("done");
    ctx.logger.event("WITHOUT_PAYLOAD");
    // @ts-expect-error an event that is not in the catalogue
    ctx.logger.event("JOB_STARTED", { description: "d" });
  },
  { events },
);

export const plainHandler = withLogging(async (event: { jobId: string }, ctx) => {
  ctx.logger.event(EventType.JobStarted, { description: "d", payload: { jobId: event.jobId } });
  // @ts-expect-error an event that is not in the catalogue
  ctx.logger.event("WITH_ZOD", { description: "d", payload: { orderId: "o_1" } });
});
