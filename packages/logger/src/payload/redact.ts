import { REDACTED } from "@service-events/schema";
import { redactAssignments } from "./assignments.js";
import { redactCards } from "./cards.js";
import { boundText } from "./limits.js";
import { type Action, createNameRules, type NameRule } from "./name-rules.js";
import {
  redactCommands,
  redactEmails,
  redactPrivateKeys,
  redactSentences,
  redactTokens,
  redactUrlCredentials,
} from "./secret-patterns.js";
import { isOpaque, isSecretValue } from "./secret-values.js";
import { SUSPICIOUS, scanText, Trait, wellFormed } from "./text.js";

/** What redaction looks for by default, each of which can be turned off; `emails` is off until it is turned on. */
export type Detector =
  | "names"
  | "assignments"
  | "tokens"
  | "privateKeys"
  | "urls"
  | "sentences"
  | "commands"
  | "cards"
  | "emails";

/**
 * What to redact beyond the defaults, what to leave, and what to put in its place.
 *
 * An entry of `names`, `allow`, `remove`, `last4` and `hash` is a name, in any spelling and at any depth (`internalNote`),
 * or a path from the payload on, with `*` for any one key or index (`payload.user.*.token`).
 */
export interface RedactionOptions {
  /** Further names and paths whose values are replaced, whatever they are. */
  names?: readonly string[];
  /** Names and paths that are kept though the defaults would replace them: `["pinCode"]`. */
  allow?: readonly string[];
  /** Names and paths that are left out, with their key. */
  remove?: readonly string[];
  /** Names and paths of whose values the last four characters are kept: `["iban"]`. */
  last4?: readonly string[];
  /** Names and paths whose values are replaced by `hash:` and an HMAC-SHA256, so that equal ones stay equal. */
  hash?: readonly string[];
  /** The key of the hashes, of 16 characters or more. Needed for `hash`. */
  hashKey?: string;
  /** Further patterns to replace in texts. They see every text, so keep them simple. */
  patterns?: readonly RegExp[];
  /** Turns detectors off, or `emails` on: `{ cards: false, emails: true }`. */
  detect?: Partial<Record<Detector, boolean>>;
  /**
   * What stands in the place of a secret. Default `[redacted]`. A function receives the secret and its path; when it
   * throws or returns no text, the default is used.
   */
  censor?: string | ((value: unknown, path: string) => string);
}

/** Compiled {@link RedactionOptions}: what `toStorable` and every other way out of the process use. */
export interface Redaction {
  /** Whether there are patterns of one's own, which have to see every text. */
  readonly hasPatterns: boolean;
  /** What becomes of a key and of the value that stands under it. */
  rule(key: string): NameRule;
  /** Replaces the secrets in a text: a description, a console line, the message of an error. */
  redactText(text: string, path?: string): string;
  /** The value of `userId`, `requestId` or `correlationId`: hashed or replaced if the options name it, else as it is. */
  redactId(name: string, value: string): string | undefined;
  /** {@link redactText} for a text whose traits are known; `path` is only asked when something is replaced. */
  redactScanned(text: string, traits: number, path: () => string): string;
  /** What stands in the place of a value with this rule and action; `undefined` keeps the value. */
  replacement(
    rule: NameRule,
    action: Action,
    value: unknown,
    path: () => string,
  ): string | undefined;
}

const SHORTEST_HASH_KEY = 16;
const HASH_LENGTH = 32;
const MAX_CENSOR_BYTES = 1024;
/** Of a shorter text, four characters would be too much. */
const SHORTEST_MASKED = 8;

/**
 * Compiles what to redact. Without options: names that are secrets everywhere, and texts that look like keys,
 * tokens, card numbers and credentials.
 *
 * @throws TypeError or RangeError when an option is wrong, with what was received.
 *
 * @example
 * const redaction = createRedaction({ names: ["iban"], hash: ["userId"], hashKey: secret });
 * toStorable({ userId: "u_1", password: "hunter2" }, { redaction }).value;
 * // { userId: "hash:6d1f…", password: "[redacted]" }
 */
export function createRedaction(options: RedactionOptions = {}): Redaction {
  const { detect = {} } = options;
  const censor = createCensor(options.censor);
  const hash = createHash(options.hashKey, options.hash);
  const patterns = (options.patterns ?? []).map(compilePattern);
  const own = {
    keep: checkNames(options.allow, "allow"),
    redact: checkNames(options.names, "names"),
    last4: checkNames(options.last4, "last4"),
    remove: checkNames(options.remove, "remove"),
    hash: checkNames(options.hash, "hash"),
  };
  const rule = createNameRules(own, detect.names !== false, (key) =>
    redactScanned(key, scanText(key), () => key),
  );
  const steps = STEPS.filter(([name, isDefault]) => detect[name] ?? isDefault);

  function redactScanned(text: string, traits: number, path: () => string): string {
    if ((traits & SUSPICIOUS) === 0 && patterns.length === 0) return text;
    const replace = (secret: string) => (secret === REDACTED ? secret : censor(secret, path()));
    let out = text;
    // Looks go first: a private key has blanks, at which an assignment would end.
    for (const [, , trait, redact] of steps) if (traits & trait) out = redact(out, replace);
    for (const pattern of patterns) out = out.replace(pattern, replace);
    if (!(traits & Trait.assignment) || detect.assignments === false) return out;
    return redactAssignments(out, rule, (found, value, isParameter) =>
      isParameter && found.kind === "maybe" && isOpaque(String(value))
        ? replace(String(value))
        : replacement(found, found.action, value, path),
    );
  }

  function replacement(
    found: NameRule,
    action: Action,
    value: unknown,
    path: () => string,
  ): string | undefined {
    if (value === undefined || value === null || value === REDACTED || action === "keep") {
      return undefined;
    }
    const isText = typeof value !== "object" && typeof value !== "function";
    if (action === "hash" && isText) return hash(String(value));
    if (action === "last4" && isText) return lastFour(String(value));
    const isSecret = action !== "judge" || isSecretValue(found.kind, value, found.name);
    return isSecret ? censor(value, path()) : undefined;
  }

  return {
    hasPatterns: patterns.length > 0,
    rule,
    redactText: (text, path = "") => redactScanned(text, scanText(text), () => path),
    redactId(name, value) {
      const found = rule(name);
      if (found.action === "remove") return undefined;
      return replacement(found, found.action, value, () => name) ?? value;
    },
    redactScanned,
    replacement,
  };
}

type Step = (text: string, replace: (secret: string) => string) => string;

/** In the order in which they see a text: whether each is on by default, what makes it worth a try, what it does. */
const STEPS: readonly (readonly [Detector, boolean, number, Step])[] = [
  ["privateKeys", true, Trait.assignment, redactPrivateKeys],
  ["urls", true, Trait.at, redactUrlCredentials],
  ["tokens", true, Trait.word, redactTokens],
  ["sentences", true, Trait.sentence, redactSentences],
  ["commands", true, Trait.flag, redactCommands],
  ["cards", true, Trait.digits, redactCards],
  ["emails", false, Trait.at, redactEmails],
];

function lastFour(text: string): string {
  return text.length < SHORTEST_MASKED ? "****" : `****${text.slice(-4)}`;
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

function createHash(key: unknown, names: unknown): (text: string) => string {
  if (key === undefined && names === undefined) return () => REDACTED;
  if (typeof key !== "string" || key.length < SHORTEST_HASH_KEY) {
    const received = typeof key === "string" ? `${key.length} characters` : typeof key;
    throw new RangeError(
      `hashKey must be a text of ${SHORTEST_HASH_KEY} characters or more, received ${received}`,
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
