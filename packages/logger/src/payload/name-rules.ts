import { byKey } from "./by-key.js";
import { boundText } from "./limits.js";
import { foldName, isAboutNames, kindOfName, type NameKind } from "./secret-names.js";
import { jsonBytes, scanText } from "./text.js";

/** What is done to a value, whatever it is; `judge` leaves that to what its name and the value say. */
export type Action = "judge" | "keep" | "redact" | "remove" | "last4" | "hash";

/** What becomes of a key, and of the value that stands under it. */
export interface NameRule {
  /** The key as it is stored: not empty, well-formed, bounded, and without a secret in it. */
  readonly name: string;
  /** Bytes that the key takes in JSON, with its quotes, colon and comma. */
  readonly bytes: number;
  readonly action: Action;
  /** What the name says about the value. */
  readonly kind: NameKind;
  /** Whether key and value are stored as they are: true for nearly all. */
  readonly isPlain: boolean;
  /** Whether anything may be done to the value. */
  readonly isSuspect: boolean;
  /** Whether texts under this name are left alone: ids are keys. */
  readonly isId: boolean;
  /** Whether the value of this name is the name of another one: see `observed.ts`. */
  readonly isOfNames: boolean;
  /** Whether the value of this name may have its own name beside it. */
  readonly isOfValues: boolean;
  /** Whether it names an object whose fields are about other fields. */
  readonly isAbout: boolean;
  /** The rules for some places of this name. */
  readonly paths: readonly PathRule[];
}

/** What a team has said about names, and about paths such as `payload.user.*.token`. */
export type OwnRules = Readonly<Record<Exclude<Action, "judge">, readonly string[]>>;

interface PathRule {
  readonly action: Action;
  readonly segments: readonly string[];
}

/**
 * Keys that are stored under another name. DynamoDB asks for one character at least; and `__proto__` would get as far
 * as the table, but readers that assign it (`unmarshall` is one) change the prototype of what they read and lose the value.
 */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ["", "$empty"],
  ["__proto__", "$proto"],
]);

const MAX_KEY_BYTES = 512;
const PUNCTUATION_BYTES = 2;
const ANY = "*";

const IDS = /^(?:user|request|correlation)id$/;
const OF_NAMES =
  /^(?:k|name|key|property|field|path|param(?:eter)?|header|variable|setting|option|label|attribute|type|kind|id|(?:parameter|option|property|field)(?:name|key))$/;
const OF_VALUES = /^(?:v|string|content|input|from|to|raw(?:headers|trailers)|kty|.{0,12}value)$/;

/** Rules without redaction: only the form of the key counts. */
export const keepNames = byKey((key) => createRule(key, storedName(key), "keep", "none", []));

/**
 * A function from a key to its rule. `clean` takes secrets out of the key itself, for a Map may be keyed by tokens.
 */
export function createNameRules(
  own: OwnRules,
  judgesNames: boolean,
  clean: (key: string) => string,
): (key: string) => NameRule {
  const actions = new Map<string, Action>();
  const paths: PathRule[] = [];
  // The last of them wins: what is to be hashed is no longer to be replaced.
  for (const [action, entries] of Object.entries(own) as [Action, readonly string[]][]) {
    for (const entry of entries) {
      if (!entry.startsWith(ROOT)) actions.set(foldName(entry), action);
      else paths.push({ action, segments: entry.slice(ROOT.length).split(".").map(foldName) });
    }
  }

  return byKey((key) => {
    const folded = foldName(key);
    const action = actions.get(folded) ?? "judge";
    const kind = action === "judge" && judgesNames && !IDS.test(folded) ? kindOfName(key) : "none";
    const mine = paths.filter(({ segments }) => [ANY, folded].includes(segments.at(-1) ?? ""));
    return createRule(key, clean(storedName(key)), action, kind, mine);
  });
}

const ROOT = "payload.";

function createRule(
  key: string,
  name: string,
  action: Action,
  kind: NameKind,
  paths: readonly PathRule[],
): NameRule {
  const bytes = jsonBytes(name, scanText(name)) + PUNCTUATION_BYTES;
  const folded = foldName(key);
  const isOfValues = action !== "keep" && OF_VALUES.test(folded);
  const isId = IDS.test(folded);
  // A name that every object inherits must be defined: assigning it may call a setter, as `__proto__` does.
  const isStored = name === key && !(name in {});
  const isSuspect = kind !== "none" || (action !== "judge" && action !== "keep");
  return {
    name,
    bytes,
    action,
    kind,
    isPlain: isStored && !isSuspect && !isOfValues && !isId && paths.length === 0,
    isSuspect,
    isId,
    isOfNames: OF_NAMES.test(folded),
    isOfValues,
    isAbout: isAboutNames(key),
    paths,
  };
}

/** What is done to a value at a place: the first of the paths that lead there decides, else its name. */
export function actionAt(
  rule: NameRule,
  keys: readonly (string | number)[],
  depth: number,
): Action {
  const found = rule.paths.find(({ segments }) => leadsTo(segments, 0, keys, 0, depth));
  return found?.action ?? rule.action;
}

/** A star stands for any one key or index; indices that it does not stand for are passed over. */
function leadsTo(
  segments: readonly string[],
  at: number,
  keys: readonly (string | number)[],
  level: number,
  depth: number,
): boolean {
  if (level === depth) return at === segments.length;
  const key = keys[level];
  const isMatch =
    segments[at] === ANY || (typeof key === "string" && segments[at] === foldName(key));
  if (isMatch && leadsTo(segments, at + 1, keys, level + 1, depth)) return true;
  return typeof key === "number" && leadsTo(segments, at, keys, level + 1, depth);
}

/** A key as it is stored: neither empty nor `__proto__`, in valid UTF-8, and of at most 512 bytes. */
function storedName(key: string): string {
  return RENAMED.get(key) ?? boundText(key, MAX_KEY_BYTES);
}
