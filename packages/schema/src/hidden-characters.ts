/**
 * Characters that a terminal obeys, that reorder the text around them, or that nobody sees: controls (C0, DEL, C1),
 * formats (bidi, zero-width, tags), lone surrogates, line and paragraph separators, letters drawn as nothing, and code points that
 * Unicode reserves for more of these.
 */
export const HIDDEN_CHARACTERS =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2065\u3164\uffa0\ufff0-\ufff8\u{e0000}-\u{e0fff}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * Replaces every hidden character by its escape, such as `\x1b` or `\u202e`. The result is one line that a terminal
 * prints as it stands.
 *
 * @example
 * escapeHidden("pay\u202epal"); // "pay\\u202epal"
 */
export function escapeHidden(text: string): string {
  return text.replace(
    HIDDEN_CHARACTERS,
    (character) => SHORT.get(character) ?? toEscape(character),
  );
}

function toEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
