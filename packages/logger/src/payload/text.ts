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
  /** What stands between a name and its value: `=`, `>`, a `:` that is not behind a digit as in a time, `--`, or `%`. */
  assignment: 8,
  /** `@`: credentials in a URL, or an e-mail address. */
  at: 16,
  /** A run of 20 signs that tokens are made of, with a letter past `f`, which no UUID and no hash has. */
  word: 32,
  /** A blank behind the last letters of words such as `Bearer`, `password` and `token`. */
  sentence: 64,
  /** A dash behind a blank: the flag of a command. */
  flag: 128,
} as const;

/** The traits that make a text worth a closer look for secrets. */
export const SUSPICIOUS = 0xfc;

const DIGIT = 256;
const IN_TOKEN = 512;
const PAST_HEX = 1024;
const SEPARATOR = 2048;
/** What says something together with what stands before it. */
const PAIRED = 4096;
const TRAITS = 0xff;
const SHORTEST_CARD = 13;
const SHORTEST_TOKEN = 20;
const BLANK = 32;
const APOSTROPHE = 39;
const DASH = 45;
const COLON = 58;
const NO_BREAK_SPACE = 0xa0;

const CLASSES = Uint16Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code)));

function classOf(character: string): number {
  if (/[0-9]/.test(character)) return DIGIT | IN_TOKEN;
  if (/[A-Fa-f]/.test(character)) return IN_TOKEN;
  if (/[A-Za-z]/.test(character)) return IN_TOKEN | PAST_HEX;
  if (character === "-") return IN_TOKEN | SEPARATOR | PAIRED;
  if (character === ".") return IN_TOKEN | SEPARATOR;
  if (/[+/_$~]/.test(character)) return IN_TOKEN;
  if (character === " ") return SEPARATOR | PAIRED;
  if (/[:,]/.test(character)) return PAIRED;
  if (/[=>|%]/.test(character)) return Trait.assignment;
  if (character === "@") return Trait.at;
  return character < " " || character === '"' || character === "\\" ? Trait.escaped : 0;
}

/** The last two letters of words that may stand before a secret, as in `Bearer x`, `password x` and `token: x`. */
const WORD_ENDS = /^(?:er|r,|ic|rd|rt|[sdu]e|en|et|[eb]y|[sdntye]:|s\)|d")$/i;

/** What a sign says together with the two before it, which are 7 bits each: a table, for there are many blanks. */
const ENDS_WORD = Uint8Array.from({ length: 128 * 128 }, (_, pair) =>
  WORD_ENDS.test(String.fromCharCode(pair >> 7, pair & 127)) ? 1 : 0,
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
  /** The codes of the two characters before. */
  let pair = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      traits |= Trait.wide;
      if (code !== NO_BREAK_SPACE) digits = 0;
      if (run >= SHORTEST_TOKEN && seen & PAST_HEX) traits |= Trait.word;
      run = 0;
      seen = 0;
      pair = 0;
      continue;
    }
    const kind = CLASSES[code] as number;
    traits |= kind;
    if (kind & DIGIT) {
      if (++digits === SHORTEST_CARD) traits |= Trait.digits;
    } else if (!(kind & SEPARATOR)) digits = 0;
    if (kind & IN_TOKEN) {
      run++;
      seen |= kind;
    } else {
      if (run >= SHORTEST_TOKEN && seen & PAST_HEX) traits |= Trait.word;
      run = 0;
      seen = 0;
    }
    if (kind & PAIRED) {
      const previous = pair & 127;
      if (code === BLANK) {
        if (ENDS_WORD[pair]) traits |= Trait.sentence;
      } else if (code === COLON) {
        if (!isDigit(previous)) traits |= Trait.assignment;
      } else if (code === DASH) {
        if (previous === BLANK) traits |= Trait.flag;
        else if (previous === DASH) traits |= Trait.assignment;
      } else if (previous === APOSTROPHE) traits |= Trait.assignment;
    }
    pair = ((pair & 127) << 7) | code;
  }
  if (run >= SHORTEST_TOKEN && seen & PAST_HEX) traits |= Trait.word;
  return traits & TRAITS;
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
