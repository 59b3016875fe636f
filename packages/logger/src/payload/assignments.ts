import { assignedValue, COLOR, endOf } from "./assigned-values.js";
import type { NameRule } from "./name-rules.js";
import { looksSecret } from "./secret-values.js";

/** What stands in the place of a value of that rule; `undefined` keeps it. */
export type ReplaceNamed = (
  rule: NameRule,
  value: unknown,
  isParameter: boolean,
) => string | undefined;

const tableOf = (characters: RegExp) =>
  Uint8Array.from({ length: 128 }, (_, code) => +characters.test(String.fromCharCode(code)));

const SIGNS = tableOf(/[{}[\]\-=:>%|,]/);
const IN_NAMES = tableOf(/[\w.-]/);

/** Longer names are cut at the front, where the end decides. */
const MAX_NAME_LENGTH = 64;
const MAX_BETWEEN = 24;
const LONGEST_TAG = 512;
/** Objects within each other whose names are remembered. */
const MAX_DEPTH = 64;

/** What may stand between a name and its separator, as in `"name" :`, `user[name]=` and `%22name%22%3A`. */
const BETWEEN = new RegExp(`(?:[\\s"'\`\\\\\\]]|%(?:25)*(?:2[027]|5[CD])|${COLOR})*$`, "i");
const FLAG = /--?([A-Za-z][\w-]*)(?: +|["'], ?(?=["']))(?!-)(["']?)/y;
/** The head of a part of a multipart body, from behind the name on. */
const PART =
  /["']?[^\r\n\\]{0,256}(?:(?:\r?\n|\\r\\n|\\n)[\w-]{1,64}:[^\r\n\\]{0,256}){0,4}(?:\r?\n|\\r\\n|\\n){2}/y;
const DEFINED = /\bdefine\(\s*'[^'\s]*'$/;
const QUOTE_END = /["'\\]|$/g;
const WORD_END = /[\s"'`;|&<>]|$/g;
const PART_END = /(?:\r?\n|\\r\\n|\\n)--|$/g;

/**
 * Replaces the values of secret names within a text: in query strings (`?token=x`), JSON (`"pin":1234`, also JSON
 * within JSON and in URL encoding), headers (`Cookie: a=b`), forms, connection strings, command lines (`--password x`) and
 * XML (`<password>x</password>`, `password="x"`), also where the name stands beside (`{"name":"password","value":"x"}`).
 *
 * It goes from separator to separator and looks at the name before and the value behind, so its time grows with
 * the length of the text and nothing else. A value that is cut off counts to the end of the text.
 */
export function redactAssignments(
  text: string,
  ruleOf: (name: string) => NameRule,
  replace: ReplaceNamed,
): string {
  let out = "";
  let done = 0;
  /** The rules of the objects that are open: what an object is called says what its fields are. */
  const owners: (NameRule | undefined)[] = [];
  let owner: NameRule | undefined;
  /** The rule of a name that was a value, as in `"name":"password"`. */
  let beside: NameRule | undefined;

  function put(start: number, end: number, replacement: string): number {
    out += text.slice(done, start) + replacement;
    done = end;
    beside = undefined;
    return end - 1;
  }

  for (let at = 0; at < text.length; at++) {
    // Most characters are none of these.
    if (!SIGNS[text.charCodeAt(at)]) continue;
    const sign = text[at] as string;
    if (sign === "{" || sign === "[") {
      if (owners.length < MAX_DEPTH) owners.push(owner);
      const name = ownerName(text, at);
      owner = ownerOf(owner, name === "" ? undefined : ruleOf(name), sign);
      continue;
    }
    if (sign === "}" || sign === "]") {
      owner = owners.pop();
      if (sign === "}") beside = undefined;
      continue;
    }
    if (sign === "-") {
      const flag = flagAt(text, at);
      if (!flag) continue;
      const replacement = replace(ruleOf(flag.name), text.slice(flag.start, flag.end), false);
      at = replacement === undefined ? flag.start - 1 : put(flag.start, flag.end, replacement);
      continue;
    }
    const length = separatorAt(text, at);
    if (length === 0) continue;
    const isArrow = sign === ">" && text[at - 1] === "-";
    const name =
      sign === ">" && !isArrow ? tagName(text, at) : nameBefore(text, isArrow ? at - 1 : at);
    if (name === "") continue;
    const rule = ruleOf(name);
    if (owner?.isAbout || !(rule.isSuspect || rule.isOfNames || owner?.isSuspect || beside))
      continue;
    const value = assignedValue(text, at, length, name);
    if (!value) continue;
    const content = text.slice(value.start, value.end);
    if (rule.isOfNames && content.length <= MAX_NAME_LENGTH) {
      const named = ruleOf(content);
      if (named.isSuspect) {
        beside = named;
        const part = sign === "=" ? partBehind(text, value.end) : undefined;
        const replacement = part && replace(named, text.slice(part.start, part.end), false);
        if (part && replacement !== undefined) at = put(part.start, part.end, replacement);
        continue;
      }
    }
    const typed = value.isScalar ? scalarOf(content) : content;
    const isParameter = sign === "=" || sign === "%";
    const replacement =
      (beside && (rule.isOfValues || sign === ">") ? replace(beside, typed, false) : undefined) ??
      replace(rule, typed, isParameter) ??
      (owner && !value.isScalar ? replace(owner, content, false) : undefined);
    if (replacement === undefined) continue;
    const end = value.endsAt ? endOf(text, value.endsAt, value.end) : value.end;
    at = put(value.start, end, replacement);
  }
  return done === 0 ? text : out + text.slice(done);
}

/** What the fields of an object or the items of a list are, by the rules of its own name and of what is around it. */
function ownerOf(
  around: NameRule | undefined,
  own: NameRule | undefined,
  sign: string,
): NameRule | undefined {
  if (around?.isAbout) return own === undefined && sign === "{" ? undefined : around;
  return own?.isSuspect || own?.isAbout ? own : around;
}

/** A number or a constant of JSON as a value; anything else is the text that it is. */
function scalarOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

/** The length of the separator at a place: `=`, `=>`, `:`, `>` or an encoded `=` or `:`; 0 for none. */
function separatorAt(text: string, at: number): number {
  const next = text[at + 1];
  switch (text[at]) {
    case "=":
      if (next === "=" || /[=!<]/.test(text[at - 1] ?? "")) return 0;
      return next === ">" ? 2 : 1;
    case ":":
      // Schemes of URLs are the most common colons.
      if (next === "/" || next === ":" || text[at - 1] === ":") return 0;
      return next === "=" ? 2 : 1;
    case "|":
      return next === " " && text[at - 1] === " " ? 1 : 0;
    case ",":
      // `define('DB_PASSWORD', 'x')` of PHP; most commas stand elsewhere.
      return text[at - 1] === "'" && DEFINED.test(text.slice(Math.max(0, at - MAX_NAME_LENGTH), at))
        ? 1
        : 0;
    case ">":
      return text[at - 1] === "=" || text[at - 1] === "/" ? 0 : 1;
    case "%":
      return /^%(?:25)*3[ad]/i.exec(text.slice(at, at + 12))?.[0].length ?? 0;
    default:
      return 0;
  }
}

/** The name before a separator, without what stands between the two. */
function nameBefore(text: string, at: number): string {
  let end = at;
  // The common case needs no expression.
  if (!isInName(text, at - 1) || text[at - 3] === "%" || text[at - 1] === "m") {
    end -= BETWEEN.exec(text.slice(Math.max(0, at - MAX_BETWEEN), at))?.[0].length ?? 0;
  }
  let start = end;
  while (end - start < MAX_NAME_LENGTH && isInName(text, start - 1)) start--;
  const name = text.slice(start, end);
  // In the encoding of URLs, two digits of the sign before are no part of the name.
  return text[start - 1] === "%" ? name.replace(/^(?:25)*[\da-f]{2}/i, "") : name;
}

/** Whether a character may be part of a name: letters of other languages may. */
function isInName(text: string, at: number): boolean {
  if (at < 0) return false;
  const code = text.charCodeAt(at);
  return code > 160 || IN_NAMES[code] === 1;
}

/** The name of the tag that ends at a place; empty where none does. */
function tagName(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - LONGEST_TAG), at);
  const tag = near.slice(near.lastIndexOf("<"));
  return /^<(?:[\w-]+:)?([\p{L}_][\p{L}\p{N}_.-]*)/u.exec(tag)?.[1] ?? "";
}

/** The name of the object or list that opens at a place. */
function ownerName(text: string, at: number): string {
  let separator = at - 1;
  while (
    separator > 0 &&
    at - separator < MAX_BETWEEN &&
    " \n\t\"'`\\>".includes(text[separator] as string)
  )
    separator--;
  return text[separator] === ":" || text[separator] === "=" ? nameBefore(text, separator) : "";
}

/** The flag of a command line at a place, and the word that follows it. */
function flagAt(
  text: string,
  at: number,
): { name: string; start: number; end: number } | undefined {
  if (isInName(text, at - 1)) return undefined;
  FLAG.lastIndex = at;
  const found = FLAG.exec(text);
  if (!found) return undefined;
  const start = FLAG.lastIndex;
  const end = endOf(text, found[2] ? QUOTE_END : WORD_END, start);
  const isValue = found[2] !== "" || looksSecret(text.slice(start, end)) || end - start >= 6;
  return isValue ? { name: found[1] as string, start, end } : undefined;
}

/** The content of a part of a multipart body whose name ends at a place. */
function partBehind(text: string, from: number): { start: number; end: number } | undefined {
  PART.lastIndex = from;
  if (!PART.test(text)) return undefined;
  return { start: PART.lastIndex, end: endOf(text, PART_END, PART.lastIndex) };
}
