import { wellFormed } from "./text.js";

/** What a snapshot may hold. Every limit is checked while a value is read, so a huge value costs no more than a large one. */
export interface StorableLimits {
  /** Bytes of the snapshot as JSON text. Default 262,144; at most 358,400, for an item may have 400 KB. */
  maxBytes: number;
  /** Objects and arrays within each other. Default 16; at most 28, for an item may have 32 levels. */
  maxDepth: number;
  /** Entries of one object, array, Map or Set. Default 2,000. */
  maxItems: number;
  /** Values in all. Default 20,000. */
  maxNodes: number;
  /** Bytes of one text in UTF-8. Default 65,536. */
  maxTextBytes: number;
  /** Bytes that are kept of binary data. Default 1,024. */
  maxBinaryBytes: number;
}

const BOUNDS: { [Name in keyof StorableLimits]: { min: number; default: number; max: number } } = {
  maxBytes: { min: 4096, default: 262_144, max: 358_400 },
  maxDepth: { min: 1, default: 16, max: 28 },
  maxItems: { min: 1, default: 2000, max: 20_000 },
  maxNodes: { min: 1, default: 20_000, max: 20_000 },
  maxTextBytes: { min: 64, default: 65_536, max: 358_400 },
  maxBinaryBytes: { min: 0, default: 1024, max: 262_144 },
};

/**
 * The limits to take snapshots with: the ones given, the defaults for the others.
 *
 * @throws RangeError that says what was received and what is allowed.
 */
export function resolveLimits(given: Partial<StorableLimits> = {}): StorableLimits {
  const limits = {} as StorableLimits;
  for (const name of Object.keys(BOUNDS) as (keyof StorableLimits)[]) {
    const { min, default: usual, max } = BOUNDS[name];
    const value = given[name] ?? usual;
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(
        `${name} must be a whole number from ${min} to ${max}, received ${String(value)}`,
      );
    }
    limits[name] = value;
  }
  return limits;
}

/** The limits that hold unless others are given. */
export const DEFAULT_LIMITS: Readonly<StorableLimits> = resolveLimits();

/** Bytes in UTF-8 that the texts of a record may have. Those that are part of a key are well below DynamoDB's limits. */
export const LIMITS = {
  description: 4096,
  event: 256,
  /** `userId`, `requestId` and `correlationId`. */
  id: 1024,
} as const;

/**
 * A text of at most `maxBytes` in valid UTF-8. A longer one is cut between characters and ends in a marker
 * that says how many bytes it had; pass `bytes` when `text` is itself only the start of it.
 *
 * @example
 * boundText("x".repeat(70_000), 65_536); // "xxx… (cut, 70000 bytes)"
 */
export function boundText(
  text: string,
  maxBytes: number,
  bytes = bytesOver(text, maxBytes),
): string {
  if (bytes <= maxBytes) return wellFormed(text);
  const end = `… (cut, ${bytes} bytes)`;
  const room = Math.max(0, maxBytes - Buffer.byteLength(end));
  const { read } = new TextEncoder().encodeInto(text.slice(0, room), new Uint8Array(room));
  return wellFormed(text.slice(0, read)) + end;
}

/** The bytes of a text if they can be over the limit, else 0: UTF-8 has at most three for one UTF-16 unit. */
function bytesOver(text: string, maxBytes: number): number {
  return text.length * 3 <= maxBytes ? 0 : Buffer.byteLength(text);
}

/**
 * A value as part of a key: a bounded text, or `undefined` where DynamoDB would refuse it, for a key is never
 * empty. An item without it is left out of the index.
 *
 * @example
 * boundKey(42, LIMITS.id); // "42"
 * boundKey("", LIMITS.id); // undefined
 */
export function boundKey(value: unknown, maxBytes: number): string | undefined {
  const isText =
    typeof value === "string" || typeof value === "number" || typeof value === "bigint";
  if (!isText || value === "") return undefined;
  return boundText(String(value), maxBytes);
}
