import { isDigit } from "./text.js";

/** Longer names are cut at the front, where the end decides. */
const MAX_NAME_LENGTH = 64;
const MAX_QUOTES = 8;

const NAME_CHARACTER = /[\w.-]/;
const QUOTE = /["'`]/;
const UNQUOTED_END = /[\s&;"'`<>\\]|%26|$/g;
const JSON_SCALAR_END = /[\s,}\]\\]|$/g;
const LINE_END = /[\r\n]|\\[rn]|$/g;
const JSON_CONSTANT = /^(?:null|true|false)$/;

/** Names that are secret in a query string only, and only with a long value: signatures of links and one-time codes. */
const SECRET_PARAMETER = /^(?:x-(?:amz|goog)-)?(?:signature|sig|code|key)$/i;
const SHORTEST_PARAMETER = 16;

/** Headers, whose value is the rest of the line. */
const WHOLE_LINE = /(?:authorization|cookie)$/i;

interface Span {
  start: number;
  end: number;
}

/**
 * Replaces the values of secret names within a text: in query strings (`?token=x`), JSON (`"pin":1234`, also
 * JSON within JSON), headers (`Cookie: a=b`), forms, connection strings and XML (`<password>x</password>`).
 *
 * It goes from separator to separator and looks at the name before and the value behind, so its time grows with
 * the length of the text and nothing else. A value that is cut off counts to the end of the text.
 */
export function redactAssignments(
  text: string,
  isSecret: (name: string) => boolean,
  censor: (value: string) => string,
): string {
  let out = "";
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    const length = separatorAt(text, at);
    if (length === 0) continue;
    const name = nameBefore(text, at);
    if (name === "") continue;
    const value = valueBehind(text, at, length, name, isSecret);
    if (!value) continue;
    out += text.slice(done, value.start) + censor(text.slice(value.start, value.end));
    done = value.end;
    at = value.end - 1;
  }
  return done === 0 ? text : out + text.slice(done);
}

/** The length of the separator at a place: `=`, `=>`, `:`, `>` or an encoded `=`; 0 for none. */
function separatorAt(text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case 0x3d:
      return text[at + 1] === ">" ? 2 : 1;
    case 0x3a:
      // Times and schemes of URLs are the most common colons.
      return text[at + 1] === "/" || isDigit(text.charCodeAt(at - 1)) ? 0 : 1;
    case 0x3e:
      return 1;
    case 0x25:
      return /^%3d$/i.test(text.slice(at, at + 3)) ? 3 : 0;
    default:
      return 0;
  }
}

/** Blanks, quotes and brackets between the name and its separator, as in `"name" :` and `user[name]=`. */
function nameEnd(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < MAX_QUOTES && /[\s"'`\\\]]/.test(text[end - 1] as string)) end--;
  return end;
}

function nameBefore(text: string, at: number): string {
  const end = nameEnd(text, at);
  let start = end;
  while (
    start > 0 &&
    end - start < MAX_NAME_LENGTH &&
    NAME_CHARACTER.test(text[start - 1] as string)
  ) {
    start--;
  }
  return text.slice(start, end);
}

function valueBehind(
  text: string,
  at: number,
  length: number,
  name: string,
  isSecret: (name: string) => boolean,
): Span | undefined {
  const separator = text[at];
  const isParameter = separator !== ":" && separator !== ">" && SECRET_PARAMETER.test(name);
  if (!isParameter && !isSecret(name)) return undefined;
  const value = separator === ">" ? elementAt(text, at, name) : assigned(text, at, length, name);
  if (!value || value.end <= value.start) return undefined;
  return isParameter && value.end - value.start < SHORTEST_PARAMETER ? undefined : value;
}

/** The text of an XML element, up to the next tag. */
function elementAt(text: string, at: number, name: string): Span | undefined {
  const before = text[at - name.length - 1];
  if (before !== "<" && before !== ":") return undefined;
  const end = text.indexOf("<", at);
  return { start: at + 1, end: end === -1 ? text.length : end };
}

function assigned(text: string, at: number, length: number, name: string): Span | undefined {
  let start = at + length;
  while (text[start] === " " && start - at < MAX_QUOTES) start++;
  let opener = start;
  while (text[opener] === "\\" && opener - start < MAX_QUOTES) opener++;
  if (QUOTE.test(text[opener] ?? "")) return quoted(text, start, opener);
  if (text[start] === "{") return undefined;
  if (text[start] === "[") return { start, end: endAt(text, "]", start) };
  if (text[at] !== ":") return { start, end: endOf(text, UNQUOTED_END, start) };
  if (/["'`]/.test(text[at - 1] ?? "")) return jsonScalar(text, start);
  if (WHOLE_LINE.test(name)) return { start, end: endOf(text, LINE_END, start) };
  const end = endOf(text, UNQUOTED_END, start);
  return looksSecret(text.slice(start, end)) ? { start, end } : undefined;
}

/** A quoted value ends at the same quote with as many backslashes before it, or fewer. */
function quoted(text: string, start: number, opener: number): Span {
  const quote = text[opener] as string;
  const depth = opener - start;
  for (let end = text.indexOf(quote, opener + 1); end !== -1; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\" && slashes <= depth) slashes++;
    if (slashes <= depth) return { start: opener + 1, end: Math.max(opener + 1, end - slashes) };
  }
  return { start: opener + 1, end: text.length };
}

function jsonScalar(text: string, start: number): Span | undefined {
  const end = endOf(text, JSON_SCALAR_END, start);
  return JSON_CONSTANT.test(text.slice(start, end)) ? undefined : { start, end };
}

function endAt(text: string, close: string, start: number): number {
  const end = text.indexOf(close, start);
  return end === -1 ? text.length : end + 1;
}

function endOf(text: string, end: RegExp, start: number): number {
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

/**
 * Whether a word is more likely a secret than a part of a sentence, as in `invalid token: expired`: it has six
 * characters or more, among them a digit, a sign, or a capital that is not the first letter. No word of a sentence
 * has more than 32.
 */
export function looksSecret(word: string): boolean {
  return word.length > 32 || (word.length >= 6 && /[0-9!$%^*_+/=~]|.[A-Z]/.test(word));
}
