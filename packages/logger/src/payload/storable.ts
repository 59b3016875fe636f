import type { JsonValue } from "@service-events/schema";
import { DEFAULT_LIMITS, type StorableLimits } from "./limits.js";
import type { Redaction } from "./redact.js";
import { Snapshot } from "./snapshot.js";

/** How a snapshot is taken. */
export interface StorableOptions {
  /** What is a secret, from `createRedaction`. Without it nothing is redacted. */
  redaction?: Redaction;
  /** Default {@link DEFAULT_LIMITS}. */
  limits?: Readonly<StorableLimits>;
  /** The name of the value, with which paths begin. Default `payload`. */
  root?: string;
  /** Fields to put beside those of the value, which becomes the field `value` if it has none. Its own fields win. */
  bindings?: object | undefined;
}

/** A value as JSON, and what it lost on the way. */
export interface Storable {
  /** Texts, finite numbers, booleans, `null`, arrays and plain objects, none of which is shared with the original. */
  value: JsonValue;
  /**
   * What was left out, for people to read: `payload.items: 500 more items`. At most nine entries, the last of which
   * then counts the others. Absent when nothing was.
   */
  lost?: string[];
}

/**
 * Takes a snapshot of any JavaScript value that can be stored anywhere: pure JSON within limits, without secrets.
 *
 * What JSON says is kept as it is. Anything else becomes something readable (a Date its ISO text, a Map an object,
 * an Error its name, message and fields) or a marker (see `markers.ts`). Own enumerable properties are read once, as
 * `JSON.stringify` does, and a `toJSON` is called once; no other code of the user's is run. It never throws, and
 * `undefined` becomes `null`.
 *
 * @example
 * toStorable({ at: new Date(0), total: 12n, failed: new Error("no seats") }).value;
 * // { at: "1970-01-01T00:00:00.000Z", total: 12, failed: { name: "Error", message: "no seats" } }
 */
export function toStorable(value: unknown, options: StorableOptions = {}): Storable {
  const { redaction, limits = DEFAULT_LIMITS, root = "payload", bindings } = options;
  try {
    const snapshot = new Snapshot(redaction, limits, root, bindings);
    const stored = snapshot.take(value);
    const lost = snapshot.losses();
    return lost ? { value: stored, lost } : { value: stored };
  } catch {
    // Reached only where there is no stack left to run on.
    return { value: { $threw: "could not be read" }, lost: [`${root}: could not be read`] };
  }
}
