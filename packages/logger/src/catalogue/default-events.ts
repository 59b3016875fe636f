import { EventType } from "../schema.js";
import { toCatalogue } from "./brand.js";

/**
 * The catalogue of a logger that was given none: the six of {@link EventType}, each with any payload.
 *
 * @example
 * const events = mergeEvents(defaultEvents, defineEvents({ ORDER_PLACED: { payload: orderSchema } }));
 */
export const defaultEvents = toCatalogue({
  [EventType.UserRegistered]: { payload: "any" },
  [EventType.JobStarted]: { payload: "any" },
  [EventType.JobCompleted]: { payload: "any" },
  [EventType.JobFailed]: { payload: "any", level: "error" },
  [EventType.SubscriptionUpdated]: { payload: "any" },
  [EventType.Error]: { payload: "any", level: "error" },
});

/** The type of {@link defaultEvents}. */
export type DefaultEvents = typeof defaultEvents;
