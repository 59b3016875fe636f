import { isOpaque, looksSecret } from "./secret-values.js";

/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** A number or a constant, as JSON has it. */
  readonly isScalar?: boolean;
  /** What ends it, where that was looked for in vain so far. */
  readonly endsAt?: RegExp;
}

/** How far a value is read before it is known to be a secret: then it is read to its end. */
const FIRST_READ = 1024;

// Each of them is searched from one place on.
const UNQUOTED_END = /[\s&;"'`<>\\]|%26|,(?=\s|\w+[=:])|\)?(?:\)|$)(?=\W|$)|$/g;
const ENCODED_END = /%(?:25)*2[267C]|[\s&]|$/gi;
const JSON_SCALAR_END = /[\s,}\]\\]|$/g;
const TAG_START = /<|$/g;
const DATA_END = /\]\]>|$/g;
const LIST_END = /\]|$/g;
const LINE_END = /[\r\n]|\\[rn]|$/g;

/** A color of a terminal. */
export const COLOR = "\\u001b\\[[\\d;]*m";

/** What may stand before a value: blanks, colors of a terminal, backslashes before a quote, the type that PHP dumps. */
const BEFORE_VALUE = new RegExp(`(?: |${COLOR}|string\\(\\d{1,9}\\) ){0,32}\\\\{0,32}`, "y");
const QUOTE = /["'`]/;

const KNOWN_SCHEME =
  /^(?:bearer|basic|digest|token|api-?key|negotiate|ntlm|oauth|hawk|ssws|aws4-hmac-sha256|\w{2,16}key)\s+\S{6}/i;

/** The value behind a separator; nothing where none can be told from what follows. */
export function assignedValue(
  text: string,
  at: number,
  length: number,
  name: string,
): Span | undefined {
  const separator = text[at];
  const span =
    separator === ">" && text[at - 1] !== "-"
      ? elementText(text, at)
      : separator === "%"
        ? encodedValue(text, at + length)
        : plainValue(text, at, length, name);
  return span && span.end > span.start ? span : undefined;
}

/** The text of an XML element, up to the next tag. */
function elementText(text: string, at: number): Span {
  let start = at + 1;
  while (/\s/.test(text[start] ?? "")) start++;
  const isData = text.startsWith("<![CDATA[", start);
  if (isData) start += 9;
  const span = spanTo(text, start, isData ? DATA_END : TAG_START);
  // What no tag closes is no element, but for a text that is cut off.
  const isClosed = isData || text[span.end + 1] === "/";
  return isClosed || looksSecret(text.slice(start, span.end)) ? span : { start, end: start };
}

/** A value in the encoding of URLs: it ends with its quote, or with the next parameter. */
function encodedValue(text: string, from: number): Span {
  const start = from + (/^(?:%(?:25)*2[027])*/i.exec(text.slice(from, from + 24))?.[0].length ?? 0);
  return spanTo(text, start, ENCODED_END);
}

function plainValue(text: string, at: number, length: number, name: string): Span | undefined {
  BEFORE_VALUE.lastIndex = at + length;
  const before = BEFORE_VALUE.exec(text)?.[0] ?? "";
  const opener = at + length + before.length;
  const slashes = /\\*$/.exec(before)?.[0].length ?? 0;
  const start = opener - slashes;
  if (QUOTE.test(text[opener] ?? "")) return quoted(text, start, opener);
  if (text[start] === "{") return bracedValue(text, start);
  if (text[start] === "[") return list(text, start);
  if (text[at] === ":" && QUOTE.test(text[at - 1] ?? "")) {
    return { ...spanTo(text, start, JSON_SCALAR_END), isScalar: true };
  }
  const opened = text[at - name.length - 1] ?? "";
  if (text[at] === ":" && /(?:authorization|cookie)$/i.test(name)) {
    return header(text, start, name, opened);
  }
  const span = spanTo(text, start, UNQUOTED_END);
  const content = text.slice(span.start, span.end);
  // As in the names of resources: `secret:prod/db`.
  if (text[at] === ":" && opened === ":") return isOpaque(content) ? span : undefined;
  const isTight = text[at] === "=" && before === "" && text[at - 1] !== " ";
  return isTight || looksSecret(content) ? span : undefined;
}

/** `Pwd={a;b}` of ODBC. Any other brace opens an object, whose fields speak for themselves. */
function bracedValue(text: string, start: number): Span | undefined {
  const found = /^\{([^}=:>{\s]*)\}/.exec(text.slice(start, start + FIRST_READ));
  if (text[start - 1] !== "=" || !found) return undefined;
  return { start: start + 1, end: start + found[0].length - 1 };
}

/** A list as a whole if there are texts in it: numbers count. */
function list(text: string, start: number): Span | undefined {
  const span = spanTo(text, start, LIST_END);
  const isOfTexts = /^\[\s*\\*["'`]/.test(text.slice(start, start + FIRST_READ));
  return isOfTexts ? { ...span, end: span.endsAt ? span.end : span.end + 1 } : undefined;
}

/** The rest of the line of a header, if it has what such a header has: a scheme with a token, or a cookie. */
function header(text: string, start: number, name: string, opened: string): Span | undefined {
  const span = spanTo(text, start, LINE_END);
  const line = text.slice(start, span.end);
  const [first = "", second = ""] = line.trim().split(/\s+/, 2);
  const isSecret = /cookie$/i.test(name)
    ? line.includes("=")
    : KNOWN_SCHEME.test(line) || isOpaque(first) || isOpaque(second);
  if (!isSecret) return undefined;
  // As on a command line: `-H "Authorization: …"`.
  const quote = QUOTE.test(opened) ? line.indexOf(opened) : -1;
  return quote === -1 ? span : { start, end: start + quote };
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

function spanTo(text: string, start: number, endsAt: RegExp): Span {
  const end = endOf(text.slice(start, start + FIRST_READ), endsAt, 0) + start;
  return end < start + FIRST_READ ? { start, end } : { start, end, endsAt };
}

/** Where something ends that is found by an expression: at the end of the text if nowhere else. */
export function endOf(text: string, end: RegExp, start: number): number {
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}
