import { REDACTED } from "@service-events/schema";
import { redactAssignments } from "./assignments.js";
import { boundText } from "./limits.js";
import { createNameRules, type NameRule } from "./name-rules.js";
import { isPlural } from "./secret-names.js";
import {
  isCardNumber,
  redactCards,
  redactEmails,
  redactKeys,
  redactSchemes,
  redactUrlCredentials,
} from "./secret-patterns.js";
import { SUSPICIOUS, scanText, Trait, wellFormed } from "./text.js";

/** What to redact beyond the defaults, what to leave, and what to put in its place. */
export interface RedactionOptions {
  /** Further names whose values are replaced at any depth; case and separators do not matter: `internalNote`. */
  names?: readonly string[];
  /** Further patterns to replace in texts. They see every text, so keep them simple. */
  patterns?: readonly RegExp[];
  /** Whether e-mail addresses in texts are replaced. Default `false`. */
  emails?: boolean;
  /**
   * What stands in the place of a secret. Default `[redacted]`. A function receives the secret and its path; when it
   * throws or returns no text, the default is used.
   */
  censor?: string | ((value: unknown, path: string) => string);
  /** Names whose values are replaced by `hash:` and an HMAC-SHA256 with `key`, so that equal ones stay equal. */
  hash?: { key: string; names: readonly string[] };
  /** Names that are kept though the defaults would replace them: `["pinCode"]`. */
  allow?: readonly string[];
}

/** Compiled {@link RedactionOptions}: what `toStorable` and every other way out of the process use. */
export interface Redaction {
  /** Whether there are patterns of one's own, which have to see every text. */
  readonly hasPatterns: boolean;
  /** What becomes of a key and of the value that stands under it. */
  rule(key: string): NameRule;
  /** Replaces the secrets in a text: a description, a console line, the message of an error. */
  redactText(text: string, path?: string): string;
  /** The text of a field that has a name, such as `userId`: hashed or replaced if the name says so. */
  redactField(name: string, value: string): string;
  /** {@link redactText} for a text whose traits are known; `path` is only asked when something is replaced. */
  redactScanned(text: string, traits: number, path: () => string): string;
  /** What stands in the place of the value of a key with this rule; `undefined` keeps the value. */
  replacement(rule: NameRule, value: unknown, path: () => string): string | undefined;
}

const SHORTEST_HASH_KEY = 16;
const HASH_LENGTH = 32;
const MAX_CENSOR_BYTES = 1024;
const SMALLEST_CARD = 1e12;

/**
 * Compiles what to redact. Without options: names that are secrets everywhere, and texts that look like keys,
 * tokens, card numbers and credentials.
 *
 * @throws TypeError or RangeError when an option is wrong, with what was received.
 *
 * @example
 * const redaction = createRedaction({ names: ["iban"], hash: { key: secret, names: ["userId"] } });
 * toStorable({ userId: "u_1", password: "hunter2" }, { redaction }).value;
 * // { userId: "hash:6d1f…", password: "[redacted]" }
 */
export function createRedaction(options: RedactionOptions = {}): Redaction {
  const censor = createCensor(options.censor);
  const hash = createHash(options.hash);
  const patterns = (options.patterns ?? []).map(compilePattern);
  const lists = {
    always: checkNames(options.names, "names"),
    hash: checkNames(options.hash?.names, "hash.names"),
    allow: checkNames(options.allow, "allow"),
  };
  const rule = createNameRules(lists, (key) => redactLooks(key, scanText(key), () => REDACTED));
  const isSecret = (name: string) => rule(name).action !== "keep";

  /** What is a secret by its looks, whatever name stands before it. */
  function redactLooks(text: string, traits: number, replace: (secret: string) => string): string {
    let out = text;
    if (traits & Trait.word) out = redactKeys(out, replace);
    if (traits & Trait.at) out = redactUrlCredentials(out, replace);
    if (traits & Trait.scheme) out = redactSchemes(out, replace);
    if (traits & Trait.digits) out = redactCards(out, replace);
    if (traits & Trait.at && options.emails) out = redactEmails(out, replace);
    for (const pattern of patterns) out = out.replace(pattern, replace);
    return out;
  }

  function redactScanned(text: string, traits: number, path: () => string): string {
    if ((traits & SUSPICIOUS) === 0 && patterns.length === 0) return text;
    const replace = (secret: string) => (secret === REDACTED ? secret : censor(secret, path()));
    // Looks go first: a private key has blanks, at which an assignment would end.
    const out = redactLooks(text, traits, replace);
    return traits & Trait.assignment ? redactAssignments(out, isSecret, replace) : out;
  }

  function replacement(found: NameRule, value: unknown, path: () => string): string | undefined {
    if (value === undefined || value === null) return undefined;
    switch (found.action) {
      case "hash":
        return typeof value === "object" || typeof value === "function"
          ? censor(value, path())
          : hash(String(value));
      case "always":
        return censor(value, path());
      case "secret":
        return isSecretValue(found.name, value) ? censor(value, path()) : undefined;
      case "keep":
        return undefined;
    }
  }

  return {
    hasPatterns: patterns.length > 0,
    rule,
    redactText: (text, path = "") => redactScanned(text, scanText(text), () => path),
    redactField: (name, value) =>
      replacement(rule(name), value, () => name) ??
      redactScanned(value, scanText(value), () => name),
    redactScanned,
    replacement,
  };
}

/** Under a secret's name, a boolean says whether there is one, a number in the plural counts, and a function is code. */
function isSecretValue(name: string, value: unknown): boolean {
  if (typeof value === "boolean" || typeof value === "function" || value === "") return false;
  return typeof value !== "number" || !isPlural(name);
}

/** Whether a number, of whatever name, is a payment card's. */
export function isCard(value: unknown): boolean {
  return typeof value === "number" && value > SMALLEST_CARD && isCardNumber(String(value));
}

function createCensor(
  censor: RedactionOptions["censor"] = REDACTED,
): (value: unknown, path: string) => string {
  if (typeof censor === "string") {
    const text = boundText(censor, MAX_CENSOR_BYTES);
    return () => text;
  }
  if (typeof censor !== "function") {
    throw new TypeError(`censor must be a text or a function, received ${typeof censor}`);
  }
  return (value, path) => {
    try {
      const text: unknown = censor(value, path);
      return typeof text === "string" ? boundText(text, MAX_CENSOR_BYTES) : REDACTED;
    } catch {
      return REDACTED;
    }
  };
}

function createHash(hash: RedactionOptions["hash"]): (text: string) => string {
  if (hash === undefined) return () => REDACTED;
  const key: unknown = hash.key;
  if (typeof key !== "string" || key.length < SHORTEST_HASH_KEY) {
    const received = typeof key === "string" ? `${key.length} characters` : typeof key;
    throw new RangeError(
      `hash.key must be a text of ${SHORTEST_HASH_KEY} characters or more, received ${received}`,
    );
  }
  // Asked for only here: a function that hashes nothing does not load it.
  const { createHmac } = process.getBuiltinModule("node:crypto");
  return (text) => {
    const digest = createHmac("sha256", key).update(wellFormed(text)).digest("hex");
    return `hash:${digest.slice(0, HASH_LENGTH)}`;
  };
}

function compilePattern(pattern: unknown): RegExp {
  if (!(pattern instanceof RegExp)) {
    throw new TypeError(`patterns must be regular expressions, received ${typeof pattern}`);
  }
  if (new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test("")) {
    throw new RangeError(
      `pattern ${pattern} matches the empty text: it would replace nothing everywhere`,
    );
  }
  return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`);
}

function checkNames(names: unknown, option: string): readonly string[] {
  if (names === undefined) return [];
  if (!Array.isArray(names) || names.some((name) => typeof name !== "string" || name === "")) {
    throw new TypeError(`${option} must be an array of names, received ${JSON.stringify(names)}`);
  }
  return names;
}
