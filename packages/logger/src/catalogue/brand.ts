import type { Catalogue } from "./definition.js";

/** Marks a catalogue whose definitions were checked. Registered, for two copies of this package may meet. */
const CHECKED = Symbol.for("service-events.catalogue");

declare const checked: unique symbol;

/** What `defineEvents` and `mergeEvents` add to the type of a catalogue, so that the compiler refuses any other object. */
export type Checked = { readonly [checked]: true };

/** A catalogue that `defineEvents` or `mergeEvents` made. */
export type CheckedCatalogue = Catalogue & Checked;

/** Definitions that are known to be right, frozen as a catalogue. */
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

/** Whether a value is a catalogue that was checked. */
export function isCatalogue(value: unknown): value is Catalogue {
  return typeof value === "object" && value !== null && Object.hasOwn(value, CHECKED);
}

/**
 * Throws for what is no checked catalogue. The checks themselves come with `defineEvents`, so that a function which
 * declares no events of its own does not ship them.
 *
 * @throws TypeError that says what to do.
 */
export function assertCatalogue(events: unknown): asserts events is Catalogue {
  if (isCatalogue(events)) return;
  throw new TypeError("events must be a catalogue, made by defineEvents or mergeEvents");
}
