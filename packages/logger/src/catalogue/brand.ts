import type { Catalogue } from "./definition.js";

/** Marks a checked catalogue. A registered symbol, since two copies of this package may meet. */
const CHECKED = Symbol.for("service-events.catalogue");

declare const checked: unique symbol;

/** What `defineEvents` and `mergeEvents` add to the type of a catalogue, so that the compiler rejects any other object. */
export type Checked = { readonly [checked]: true };

/** A catalogue created by `defineEvents` or `mergeEvents`. */
export type CheckedCatalogue = Catalogue & Checked;

/** Freezes checked definitions as a catalogue. */
export function toCatalogue<const Definitions extends Catalogue>(
  definitions: Definitions,
): Readonly<Definitions> & Checked {
  const entries = Object.entries(definitions).map(([name, definition]) => {
    const { redact } = definition;
    const own = { ...definition, ...(redact && { redact: Object.freeze([...redact]) }) };
    return [name, Object.freeze(own)];
  });
  const catalogue = Object.fromEntries(entries);
  Object.defineProperty(catalogue, CHECKED, { value: true });
  return Object.freeze(catalogue) as Readonly<Definitions> & Checked;
}

/** Whether a value is a checked catalogue. */
export function isCatalogue(value: unknown): value is Catalogue {
  return typeof value === "object" && value !== null && Object.hasOwn(value, CHECKED);
}

/**
 * Throws unless the value is a checked catalogue. The checks themselves are part of `defineEvents`, so that functions
 * without a catalogue do not bundle them.
 *
 * @throws TypeError that says what to do.
 */
export function assertCatalogue(events: unknown): asserts events is Catalogue {
  if (isCatalogue(events)) return;
  throw new TypeError("events must be a catalogue, made by defineEvents or mergeEvents");
}
