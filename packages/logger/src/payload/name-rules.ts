import { byKey } from "./by-key.js";
import { boundText } from "./limits.js";
import { foldName, isSecretName } from "./secret-names.js";
import { jsonBytes, scanText } from "./text.js";

/** What becomes of a key, and of the value that stands under it. */
export interface NameRule {
  /** The key as it is stored: not empty, well-formed, bounded, and without a secret in it. */
  readonly name: string;
  /** Bytes that the key takes in JSON, with its quotes, colon and comma. */
  readonly bytes: number;
  /** `secret` spares what is none, such as booleans; `always` spares nothing. */
  readonly action: "keep" | "secret" | "always" | "hash";
  /** Whether key and value are stored as they are: true for nearly all. */
  readonly isPlain: boolean;
  /** Whether the key stands beside the name of its value: see `observed.ts`. */
  readonly isObserved: boolean;
}

/** The names that have a rule of their own, in any spelling. */
export interface NameLists {
  always: readonly string[];
  hash: readonly string[];
  allow: readonly string[];
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

/** Rules without redaction: only the form of the key counts. */
export const keepNames = byKey((key) => createRule(key, storedName(key), "keep"));

/**
 * A function from a key to its rule. `clean` takes secrets out of the key itself, for a Map may be keyed by tokens.
 */
export function createNameRules(
  lists: NameLists,
  clean: (key: string) => string,
): (key: string) => NameRule {
  const own = new Map<string, NameRule["action"]>();
  // The last of them wins: what is to be hashed is no longer to be replaced.
  for (const name of lists.allow) own.set(foldName(name), "keep");
  for (const name of lists.always) own.set(foldName(name), "always");
  for (const name of lists.hash) own.set(foldName(name), "hash");

  function actionOf(key: string): NameRule["action"] {
    const action = own.size === 0 ? undefined : own.get(foldName(key));
    return action ?? (isSecretName(key) ? "secret" : "keep");
  }
  return byKey((key) => createRule(key, clean(storedName(key)), actionOf(key)));
}

function createRule(key: string, name: string, action: NameRule["action"]): NameRule {
  const bytes = jsonBytes(name, scanText(name)) + PUNCTUATION_BYTES;
  // A name that every object inherits must be defined: assigning it may call a setter, as `__proto__` does.
  const isObserved = OBSERVED.has(name);
  const isPlain = action === "keep" && name === key && !(name in {}) && !isObserved;
  return { name, bytes, action, isPlain, isObserved };
}

const OBSERVED: ReadonlySet<string> = new Set(["value", "Value", "rawHeaders", "rawTrailers"]);

/** A key as it is stored: neither empty nor `__proto__`, in valid UTF-8, and of at most 512 bytes. */
function storedName(key: string): string {
  return RENAMED.get(key) ?? boundText(key, MAX_KEY_BYTES);
}
