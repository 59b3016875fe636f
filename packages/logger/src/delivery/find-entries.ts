/** An undelivered entry, as far as it is known: everything in it may be forged. */
export type Entry = Readonly<Record<string, unknown>>;

/** What a text holds: an entry, one that cannot be read, or the beginning of one that the end of the text cuts off. */
export type Found =
  | { readonly entry: Entry }
  | { readonly problem: string }
  | { readonly cut: string };

/** The name of an entry's reason and the beginning of its value, however often they are escaped or quoted. */
const MARK = /"undelivered(?:\\*"){1,2}\s*:\s*(?:\\*"){1,2}/;

/** Where an entry begins: as many backslashes before each quote as there are wrappings; CSV doubles quotes. */
const START = /\{\s*(\\*)("{1,2})undelivered\1\2\s*:/;

/** Deeper structures than any tool makes of a line would overflow the stack. */
const MAX_DEPTH = 32;

/** So many braces of a line are tried that has an entry somewhere: each try reads the rest of the line. */
const MAX_TRIES = 32;

/**
 * Finds every undelivered entry in a text: raw, after a prefix, as a text or an object in JSON at any depth and with its
 * keys in any order, and in CSV. A text that holds an entry never gives nothing.
 */
export function findEntries(text: string, depth = 0): Found[] {
  if (!MARK.test(text)) return [];
  const whole = parse(text) ?? parse(`{${text.trim().replace(/,$/, "")}}`);
  const found = whole === undefined ? inText(text, depth) : inValue(whole, depth);
  return found.length > 0 ? found : [{ problem: "the line holds an entry that cannot be read" }];
}

function inValue(value: unknown, depth: number): Found[] {
  if (depth > MAX_DEPTH) return [{ problem: "the entry is nested too deeply" }];
  if (typeof value === "string") return findEntries(value, depth + 1);
  if (typeof value !== "object" || value === null) return [];
  // What stands inside an entry is data, also when it looks like an entry.
  if (isEntry(value)) return [{ entry: value }];
  return Object.values(value).flatMap((each) => inValue(each, depth + 1));
}

function isEntry(value: object): value is Entry {
  return "undelivered" in value && typeof value.undelivered === "string";
}

function inText(text: string, depth: number): Found[] {
  if (!START.test(text)) {
    if (text.includes('""undelivered')) return inText(withoutCsv(text), depth);
    return inObjects(text, depth);
  }
  const found: Found[] = [];
  let rest = text;
  for (let match = START.exec(rest); match; match = START.exec(rest)) {
    rest = rest.slice(match.index);
    const [, backslashes = "", quote] = match;
    if (quote === '""') {
      rest = withoutCsv(rest);
      continue;
    }
    // An entry inside a JSON text ends at the latest where that text does.
    const end = backslashes === "" ? endOfObject(rest, 0) : endOfString(rest, 0);
    if (end === -1) {
      found.push(depth === 0 ? { cut: rest } : { problem: "the entry is cut short" });
      break;
    }
    const own = rest.slice(0, end);
    if (backslashes === "") found.push(...entryOf(own, depth));
    else found.push(...unwrapped(own, depth));
    rest = rest.slice(end);
  }
  return found;
}

/** The content of a JSON string, which the text is a part of. */
function unwrapped(text: string, depth: number): Found[] {
  const inner = parse(`"${text}"`);
  if (typeof inner === "string" && depth <= MAX_DEPTH) return findEntries(inner, depth + 1);
  return [{ problem: "the entry is cut short" }];
}

function entryOf(text: string, depth: number): Found[] {
  const value = parse(text);
  return value === undefined ? [{ problem: "the entry is not JSON" }] : inValue(value, depth);
}

/** Objects whose keys have another order than the logger writes them in. */
function inObjects(text: string, depth: number): Found[] {
  const found: Found[] = [];
  let at = text.indexOf("{");
  for (let tries = 0; at !== -1 && tries < MAX_TRIES; tries++) {
    const end = endOfObject(text, at);
    const value = end === -1 ? undefined : parse(text.slice(at, end));
    if (value !== undefined) found.push(...inValue(value, depth));
    at = text.indexOf("{", value === undefined ? at + 1 : end);
  }
  return found;
}

function withoutCsv(text: string): string {
  return text.replaceAll('""', '"');
}

/** Where a JSON string ends that begins before `from`: at its first quote without a backslash. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** Just after the object that begins at `from`; -1 when the text ends before it does. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at + 1);
      if (at === -1) return -1;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return -1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
