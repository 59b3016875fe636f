import { isCardNumber } from "./cards.js";
import { isPlural, type NameKind } from "./secret-names.js";

/** Smaller numbers count, and are no passwords. */
const SMALLEST_SECRET = 1000;

/** What stands where a secret was, or is yet to come: `****`, `[redacted]`, `${TOKEN}`, `<hidden>`, `$1`, `%s`. */
const PLACEHOLDER =
  /^(?:[*•#.…?-]+|[xX]{4,}|[\d -]*(?:[*•…]|[xX]{4})[*•xX…\d -]*|\[[\w -]+\]|<[\w -]*>|0x[\da-fA-F]{40}|\$\{.*|\{\{.*|\$\w{1,2}|%\w|:\w+|undefined|null|true|false|none|YES|NO)$/;

/** Words that say something of a secret: `token: "expired"`. */
const PLAIN_WORD =
  /^(?:read|write|admin|omit|include|same-origin|bearer|basic|digest|(?:de|en|un|up)?(?:granted|approved|denied|accepted|rejected|revoked|expired|updated|created|rotated|required|optional|enabled|disabled|missing|(?:in)?valid|verified)|yes|no|on|off|all|public|private|strict|lax|default|string|number|boolean|text|word|identifier|access|refresh)$/i;

/** The short names of currencies: `token: "USDC"`. */
const TICKER = /^[A-Z]{2,6}$/;

/** Whether a text may be what its name says: it is there, and stands for nothing else. */
function isSecretText(kind: NameKind, text: string, name: string): boolean {
  if (text === "" || PLACEHOLDER.test(text)) return false;
  switch (kind) {
    case "password":
    case "code":
      return true;
    case "secret":
      if (/^\d+$/.test(text)) return !isPlural(name) && text.length > 3;
      return !PLAIN_WORD.test(text) && !TICKER.test(text);
    case "maybe":
      return isOpaque(text);
    case "card":
      return isCardNumber(text.replace(/[\s.-]/g, ""));
    default:
      return false;
  }
}

/**
 * Whether a value is a secret under a name of that kind. What is within an object or a list decides for all of it; a
 * property that has to be computed is not, and counts as a secret.
 */
export function isSecretValue(kind: NameKind, value: unknown, name: string): boolean {
  if (kind === "none") return false;
  switch (typeof value) {
    case "string":
      return isSecretText(kind, value, name);
    case "number":
    case "bigint":
      if (kind === "card") return isCardNumber(String(value));
      if (kind === "maybe" || isPlural(name)) return false;
      return kind === "code" || value >= SMALLEST_SECRET || value < 0;
    case "object":
      return (
        value !== null && kind !== "card" && kind !== "maybe" && holdsSecret(kind, value, name)
      );
    case "symbol":
      return true;
    default:
      return false;
  }
}

function holdsSecret(kind: NameKind, value: object, name: string): boolean {
  const prototype = Object.getPrototypeOf(value);
  const isSimple = prototype === null || prototype === Object.prototype || Array.isArray(value);
  if (!isSimple || Object.keys(value).length > MAX_PEEK) return true;
  return Object.values(Object.getOwnPropertyDescriptors(value)).some((property) => {
    if (!property.enumerable) return false;
    const { value: inner } = property;
    if (property.get || (typeof inner === "object" && inner !== null)) return true;
    // Numbers within are positions and counts.
    return typeof inner === "string" && isSecretText(kind, inner, name);
  });
}

const MAX_PEEK = 32;
const SHORTEST_OPAQUE = 16;

/**
 * Whether a text looks random: letters, digits and capitals follow each other without order, which they do not in words,
 * in paths and in constants. A UUID does too, and is none.
 */
export function isOpaque(text: string): boolean {
  if (text.length < SHORTEST_OPAQUE || !/^[\w+/.~%-]+=*$/.test(text) || UUID.test(text))
    return false;
  const changes = text.match(CHANGES)?.length ?? 0;
  return changes * 5 >= Math.min(text.length, MAX_COUNTED);
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const CHANGES = /[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g;
const MAX_COUNTED = 256;

/**
 * Whether a word is more likely a secret than a part of a sentence, as in `invalid token: expired`: it has six
 * characters or more, among them a digit, a sign, or a capital that is not the first letter. No word of a sentence
 * has more than 32.
 */
export function looksSecret(word: string): boolean {
  return word.length > 32 || (word.length >= 6 && /[0-9!$%^*_+/=~]|.[A-Z]/.test(word));
}
