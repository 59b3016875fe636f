import { wellFormed } from "./text.js";

/** What a snapshot may hold. Every limit is checked while a value is read, so a huge value costs no more than a large one. */
export interface StorableLimits {
  /** Bytes of the snapshot as JSON text. Default 262,144; below 358,400, for an item may have 400 KB. */
  maxBytes: number;
  /** Objects and arrays within each other. Default 16; below 29, for an item may have 32 levels. */
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

/** The limits of every record. */
export const DEFAULT_LIMITS: Readonly<StorableLimits> = {
  maxBytes: 262_144,
  maxDepth: 16,
  maxItems: 2000,
  maxNodes: 20_000,
  maxTextBytes: 65_536,
  maxBinaryBytes: 1024,
};

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
