import { boundText } from "../payload/limits.js";
import type { Redaction } from "../payload/redact.js";

/** How much more of a text is looked through for secrets than is kept, so that none is cut in two and then missed. */
const LOOKAHEAD = 4;

/** A text without secrets, in valid UTF-8 and of at most so many bytes. */
export function cleanText(
  text: string,
  maxBytes: number,
  redaction: Redaction | undefined,
): string {
  if (redaction === undefined) return boundText(text, maxBytes);
  const seen = LOOKAHEAD * maxBytes;
  if (text.length <= seen) return boundText(redaction.redactText(text), maxBytes);
  return boundText(redaction.redactText(text.slice(0, seen)), maxBytes, Buffer.byteLength(text));
}

/** Any value as a text; `undefined` for nothing, and for what cannot be made one. */
export function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  try {
    return String(value);
  } catch {
    return undefined;
  }
}
