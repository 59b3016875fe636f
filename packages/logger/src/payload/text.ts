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
  /** At least 13 digits, with nothing but what separates groups between them: the shortest card number. */
  digits: 4,
  /** What stands between a name and its value: `=`, `>`, a `:` that is not behind a digit as in a time, `--`, or `%3`. */
  assignment: 8,
  /** `@`: credentials in a URL, or an e-mail address. */
  at: 16,
  /** A run of 20 signs that tokens are made of, with a letter past `f`, which no UUID and no hash has. */
  word: 32,
  /** A blank behind the last letters of words such as `Bearer`, `password` and `token`. */
  sentence: 64,
} as const;

/** The traits that make a text worth a closer look for secrets. */
export const SUSPICIOUS = Trait.digits | Trait.assignment | Trait.at | Trait.word | Trait.sentence;

const DIGIT = 128;
const IN_TOKEN = 256;
const PAST_HEX = 512;
const COLON = 1024;
const SEPARATOR = 2048;
const TRAITS = 127;
const SHORTEST_CARD = 13;
const SHORTEST_TOKEN = 20;
const BLANK = 32;
const DASH = 45;
const PERCENT = 37;
const NO_BREAK_SPACE = 0xa0;
const THREE = 51;
const COMMA = 44;
const APOSTROPHE = 39;
const COLON_CODE = 58;

const CLASSES = Uint16Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code)));

function classOf(character: string): number {
  if (/[0-9]/.test(character)) return DIGIT | IN_TOKEN;
  if (/[A-Fa-f]/.test(character)) return IN_TOKEN;
  if (/[A-Za-z]/.test(character)) return IN_TOKEN | PAST_HEX;
  if (/[-.]/.test(character)) return IN_TOKEN | SEPARATOR;
  if (/[+/_$~]/.test(character)) return IN_TOKEN;
  if (character === " ") return SEPARATOR;
  if (character === ":") return COLON;
  if (/[=>|]/.test(character)) return Trait.assignment;
  if (character === "@") return Trait.at;
  return character < " " || character === '"' || character === "\\" ? Trait.escaped : 0;
}

/** The ends of the words before a secret in a sentence, as codes of their last two letters. */
const WORD_ENDS = new Set(
  [
    "er",
    "r,",
    "ic",
    "rd",
    "rt",
    "se",
    "de",
    "en",
    "ue",
    "et",
    "ey",
    "by",
    "s:",
    "d:",
    "n:",
    "t:",
    "y:",
  ].map((end) => end.charCodeAt(0) * 128 + end.charCodeAt(1)),
);

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
  let seen = 0;
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      traits |= Trait.wide;
      run = 0;
      seen = 0;
      if (code !== NO_BREAK_SPACE) digits = 0;
      previous = 0;
      continue;
    }
    const kind = CLASSES[code] as number;
    traits |= kind;
    if (kind & DIGIT) digits++;
    else if (!(kind & SEPARATOR)) digits = 0;
    if (digits === SHORTEST_CARD) traits |= Trait.digits;
    if (kind & IN_TOKEN) {
      run++;
      seen |= kind;
      if (run >= SHORTEST_TOKEN && seen & PAST_HEX) traits |= Trait.word;
      if (code === DASH && previous === DASH) traits |= Trait.assignment;
      if (code === DASH && previous === BLANK) traits |= Trait.sentence;
      if (previous === PERCENT && code === THREE) traits |= Trait.assignment;
    } else {
      run = 0;
      seen = 0;
      if (code === BLANK) {
        if (isWordEnd(text.charCodeAt(index - 2), previous)) traits |= Trait.sentence;
      } else if (kind === COLON ? !isDigit(previous) : code === COMMA && previous === APOSTROPHE) {
        traits |= Trait.assignment;
      }
    }
    previous = code;
  }
  return traits & TRAITS;
}

/** Whether the two letters before a blank end a word that may stand before a secret. */
function isWordEnd(before: number, last: number): boolean {
  return WORD_ENDS.has(
    (before | 0x20) * 128 + (last === COMMA || last === COLON_CODE ? last : last | 0x20),
  );
}

/** Whether a character's code is that of `0` to `9`. */
function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
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
