/**
 * Characters that a terminal obeys or that nobody sees: controls (C0, DEL, C1), formats (bidi, zero-width, tags), lone
 * surrogates, line and paragraph separators, and letters that are drawn as nothing.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * Shows what must not be obeyed: every hidden character becomes its escape, such as `\x1b` or `\u202e`. What comes out
 * is one line, and a terminal prints it as it stands.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT.get(character) ?? toEscape(character));
}

/** JSON on one line in which hidden characters are escaped; it parses to the same value. */
export function safeJson(value: unknown): string {
  return hideInJson(JSON.stringify(value) ?? "null");
}

/** Indented JSON, line by line; hidden characters are escaped. */
export function safeJsonLines(value: unknown): string[] {
  return (JSON.stringify(value, null, 2) ?? "null").split("\n").map(hideInJson);
}

/** JSON has no hidden characters outside its strings, and inside them `\u` and four digits say any of them. */
function hideInJson(json: string): string {
  return json.replace(HIDDEN, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${hex(character.charCodeAt(at), 4)}`)
      .join(""),
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
