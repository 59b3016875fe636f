import { HIDDEN_CHARACTERS } from "@service-events/schema";

/** A part of a text: plain, or an invisible or reordering character written out. */
export interface Stretch {
  text: string;
  isEscape: boolean;
}

/**
 * Controls (but for line breaks and tabs where they may stand), what changes the direction of text, what has no width,
 * line separators, tags, private use and lone halves of a pair.
 */
const UNSEEN = new RegExp(
  `${HIDDEN_CHARACTERS.source}|[\\p{Co}\\u00A0\\u2800\\u034F]|[\\uFE00-\\uFE0F]`,
  "u",
);

/** Splits a text so that every character in it can be made visible. */
export function toVisible(text: string, { keepsLines = false } = {}): Stretch[] {
  const stretches: Stretch[] = [];
  let plain = "";
  for (const character of text) {
    const isLine = keepsLines && (character === "\n" || character === "\t");
    if (isLine || !UNSEEN.test(character)) {
      plain += character;
      continue;
    }
    if (plain) stretches.push({ text: plain, isEscape: false });
    plain = "";
    stretches.push({ text: escapeOf(character), isEscape: true });
  }
  if (plain) stretches.push({ text: plain, isEscape: false });
  return stretches;
}

/** The visible text as one string, for titles and labels. */
export function toVisibleText(text: string): string {
  return toVisible(text)
    .map((stretch) => stretch.text)
    .join("");
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const named = { 9: "\\t", 10: "\\n", 13: "\\r", 27: "\\e" }[code];
  if (named) return named;
  const digits = code.toString(16).toUpperCase();
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, "0")}`;
}

/** The text as a link target, if it is a safe web address: no scripts, data or credentials. */
export function toLink(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text) || text.length > 2_000) return undefined;
  if (UNSEEN.test(text)) return undefined;
  try {
    const url = new URL(text);
    const isSafe = url.protocol === "https:" || url.protocol === "http:";
    return isSafe && url.username === "" && url.password === "" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
