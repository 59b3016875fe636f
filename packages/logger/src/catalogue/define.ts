import { assertDefinition } from "./assert-definition.js";
import { type Checked, type CheckedCatalogue, isCatalogue, toCatalogue } from "./brand.js";
import type { Catalogue, CheckedDefinitions, EventDefinition } from "./definition.js";

/**
 * Declares the event types of a team: what each means, how long it is kept, what its payload looks like.
 *
 * Invalid definitions are type errors, and throw here rather than later. The catalogue is frozen.
 *
 * @throws TypeError or RangeError that names the event type, says what was received and what is allowed.
 * @example
 * export const events = defineEvents({
 *   ORDER_PLACED: {
 *     description: "A customer placed an order",
 *     payload: z.object({ orderId: z.string(), total: z.number() }),
 *     retention: days(365),
 *   },
 *   PAYMENT_FAILED: { level: "error", payload: "any", redact: ["iban"] },
 * });
 * const logger = createLogger({ events, origin: "orders", environment: "prod", writeEvent });
 * logger.event("ORDER_PLACED", { payload: { orderId: "o_1", total: 4200 } });
 */
export function defineEvents<const Definitions extends Catalogue>(
  definitions: Definitions & CheckedDefinitions<Definitions>,
): Readonly<Definitions> & Checked {
  return check(definitions);
}

/**
 * The names of a catalogue as constants. In an editor, a constant leads to its entry and shows the entry's doc comment;
 * a string such as `"ORDER_PLACED"` does not.
 *
 * @example
 * export const names = eventNames(events);
 * logger.event(names.ORDER_PLACED, { payload: { orderId: "o_1", total: 4200 } });
 */
export function eventNames<Events extends CheckedCatalogue>(events: Events): EventNames<Events> {
  const names = Object.keys(events).map((name) => [name, name]);
  return Object.freeze(Object.fromEntries(names)) as EventNames<Events>;
}

/** Maps each name to itself. A mapped type over the catalogue, so that editors find each declaration. */
export type EventNames<Events extends Catalogue> = { readonly [Name in keyof Events]: Name };

/** Two catalogues as one. */
export type MergedEvents<First extends Catalogue, Second extends Catalogue> = {
  readonly [Name in keyof First | keyof Second]: Name extends keyof First
    ? First[Name]
    : Name extends keyof Second
      ? Second[Name]
      : never;
};

/**
 * Merges two catalogues, such as one that packages share and a service's own. A name may be in both if its
 * definitions are equal.
 *
 * @throws TypeError that names the event type that the two define differently.
 * @example
 * export const events = mergeEvents(sharedEvents, defineEvents({ REPORT_SENT: {} }));
 */
export function mergeEvents<First extends Catalogue, Second extends Catalogue>(
  first: First,
  second: Second,
): MergedEvents<First, Second> {
  for (const [name, definition] of Object.entries(first)) {
    const other = Object.hasOwn(second, name) ? second[name] : undefined;
    const difference = other && differingOption(definition, other);
    if (difference === undefined) continue;
    throw new TypeError(
      `${name} is in both catalogues with a different ${difference}: define it once and share the definition, or rename one`,
    );
  }
  return check({ ...first, ...second }) as unknown as MergedEvents<First, Second>;
}

/** A checked catalogue: checked here, or already by {@link defineEvents}. */
export function checkedCatalogue(events: Catalogue): Catalogue {
  return isCatalogue(events) ? events : check(events);
}

function check<Definitions extends Catalogue>(
  definitions: Definitions,
): Readonly<Definitions> & Checked {
  if (typeof definitions !== "object" || definitions === null || Array.isArray(definitions)) {
    throw new TypeError(
      `a catalogue is an object of definitions by event type, such as { ORDER_PLACED: {} }, received ${String(definitions)}`,
    );
  }
  for (const [name, definition] of Object.entries(definitions)) assertDefinition(name, definition);
  return toCatalogue(definitions);
}

/** The first option in which two definitions differ. Two schemas are the same only if they are one object. */
function differingOption(first: EventDefinition, second: EventDefinition): string | undefined {
  const options = Object.keys({ ...first, ...second }) as (keyof EventDefinition)[];
  return options.find((option) =>
    option === "redact"
      ? JSON.stringify(first.redact) !== JSON.stringify(second.redact)
      : first[option] !== second[option],
  );
}
