import { EventType } from "@service-events/schema";
import { toCatalogue } from "./brand.js";

const news = { payload: "any" } as const;
const failure = { payload: "any", level: "error" } as const;

/**
 * The default catalogue of a logger: the six types of {@link EventType}, each with any payload.
 *
 * @example
 * const events = mergeEvents(defaultEvents, defineEvents({ ORDER_PLACED: { payload: orderSchema } }));
 */
export const defaultEvents = toCatalogue({
  [EventType.UserRegistered]: news,
  [EventType.JobStarted]: news,
  [EventType.JobCompleted]: news,
  [EventType.JobFailed]: failure,
  [EventType.SubscriptionUpdated]: news,
  [EventType.Error]: failure,
});

/** The type of {@link defaultEvents}. */
export type DefaultEvents = typeof defaultEvents;
