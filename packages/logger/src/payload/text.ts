/** Halves of surrogate pairs, lone or not: this is quickly found, and there are none in most texts. */
const SURROGATE = /[\ud800-\udfff]/;

/** Lone halves of surrogate pairs: no UTF-8 can hold them, and DynamoDB refuses what is not UTF-8. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** What {@link scanText} found in a text, as bits. A text without any of them is stored as it is. */
export const Trait = {
  /** A control character, a quote or a backslash: JSON has to escape it. */
  escaped: 1,
  /** A character past ASCII. */
  wide: 2,
  /** At least 13 digits, with nothing but blanks and dashes between them: the shortest card number. */
  digits: 4,
  /** `=`, `>`, or a `:` that is not behind a digit as in a time: what stands between a name and its value. */
  assignment: 8,
  /** `@`: credentials in a URL, or an e-mail address. */
  at: 16,
  /** At least 16 letters and digits in a row: the shortest part of a key or a token. */
  word: 32,
  /** A blank behind `r` or `c`, as in `Bearer x` and `Basic x`. */
  scheme: 64,
} as const;

/** The traits that make a text worth a closer look for secrets. */
export const SUSPICIOUS = Trait.digits | Trait.assignment | Trait.at | Trait.word | Trait.scheme;

const DIGIT = 128;
const LETTER_OR_DIGIT = 256;
const COLON = 512;
const SHORTEST_CARD = 13;
const SHORTEST_WORD = 16;
const BLANK = 32;
const DASH = 45;

const CLASSES = Uint16Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code)));

function classOf(character: string): number {
  if (/[0-9]/.test(character)) return DIGIT | LETTER_OR_DIGIT;
  if (/[A-Za-z]/.test(character)) return LETTER_OR_DIGIT;
  if (character === ":") return COLON;
  if (character === "=" || character === ">") return Trait.assignment;
  if (character === "@") return Trait.at;
  return character < " " || character === '"' || character === "\\" ? Trait.escaped : 0;
}

/**
 * Reads a text once and says which {@link Trait}s it has.
 *
 * One loop over the characters is several times cheaper than a regular expression for each question, and most
 * texts of an event have no trait at all.
 */
export function scanText(text: string): number {
  let traits = 0;
  let digits = 0;
  let run = 0;
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      traits |= Trait.wide;
      run = 0;
      digits = 0;
      previous = 0;
      continue;
    }
    const kind = CLASSES[code] as number;
    traits |= kind;
    if (kind & DIGIT) digits++;
    else if (code !== BLANK && code !== DASH) digits = 0;
    if (digits === SHORTEST_CARD) traits |= Trait.digits;
    run = kind & LETTER_OR_DIGIT ? run + 1 : 0;
    if (run === SHORTEST_WORD) traits |= Trait.word;
    if (code === BLANK && endsScheme(previous)) traits |= Trait.scheme;
    else if (kind === COLON && !isDigit(previous)) traits |= Trait.assignment;
    previous = code;
  }
  return traits & (DIGIT - 1);
}

/** Whether a character's code is that of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** `r` or `c`, large or small: the last letters of the schemes that carry a secret. */
function endsScheme(code: number): boolean {
  const small = code | 0x20;
  return small === 0x72 || small === 0x63;
}

/** The text with `U+FFFD` for every lone surrogate, which makes it valid in UTF-8. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATES, "\uFFFD") : text;
}

/** The bytes of a text in JSON and UTF-8, quotes included. */
export function jsonBytes(text: string, traits: number): number {
  if (traits & Trait.escaped) return Buffer.byteLength(JSON.stringify(text));
  if (traits & Trait.wide) return Buffer.byteLength(text) + 2;
  return text.length + 2;
}
