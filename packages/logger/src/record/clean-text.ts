import { boundText } from "../payload/limits.js";
import type { Redaction } from "../payload/redact.js";

/** Text scanned for secrets beyond what is kept, so that a secret cut in two is not missed. */
const LOOKAHEAD = 4;

/** A redacted text in valid UTF-8 of at most the given bytes. */
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

/** Any value as a text; `undefined` for none, and for what cannot be converted. */
export function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  try {
    return String(value);
  } catch {
    return undefined;
  }
}
