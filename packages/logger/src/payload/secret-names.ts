/**
 * Words that make a name a secret when they end it. They are long enough not to end ordinary words by chance,
 * so `accessToken`, `access_token` and `accesstoken` all match, and `tokenCount` and `secretary` do not.
 */
const SECRET_ENDING = new RegExp(
  `(?:${[
    "passw(?:or)?d",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "credential",
    "authorization",
    "cookie",
    "(?:api|access|private|secret|signing|encryption|master|shared|account|session|auth|client|subscription)key",
    "(?:card|creditcard|debitcard|cc)num(?:ber)?",
    "securitycode",
    "verificationcode",
    "connectionstring",
    "socialsecurity(?:number|no)?",
    "phpsessid",
    "jsessionid",
    "connectsid",
  ].join("|")})s?\\d*$`,
);

/** Short words: they are secrets only as the whole last word of a name, for `shipping` ends in a `pin` of its own. */
const SECRET_WORD =
  /^(?:pwd|creds?|jwt|t?otp|pin|pincode|cvv|cv[cn]|csc|ssn|apikey|bearer|mfacode|(?:smtp|db|user)pass)\d*$/;

/** Names that are a secret only as a whole: a boarding pass is none. */
const SECRET_NAME = /^pass$/;

/** Tokens that open nothing: they page through results and tell retries apart. */
const PUBLIC_ENDING =
  /(?:next|page|paging|pagination|continuation|cursor|idempotency|request|cancel|punctuation)tokens?$/;

/** Words behind the name of a secret that leave it one: `passwordHash`, `token_value`, `password2`. */
const NEUTRAL_WORD =
  /^(?:\d+|hash|hashed|salt|digest|value|values|text|raw|plain|plaintext|encrypted|confirm|confirmation|repeat|again|old|new|current|header)$/;

/** Longer names are judged by their end. */
const MAX_NAME_LENGTH = 128;

/**
 * The words of a name in lower case: `apiKey`, `API-Key` and `api_key` have the words `api` and `key`.
 */
function wordsOf(name: string): string[] {
  return name
    .slice(-MAX_NAME_LENGTH)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** A name without case and separators: equal for `apiKey`, `API-Key` and `api_key`. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[\s_.:/-]+/g, "");
}

/**
 * Whether a name is one of a secret everywhere: `password`, `x-api-key`, `Set-Cookie`, `cardNumber`.
 *
 * The end of a name says what it names, so `userPassword` is a secret and `passwordResetAt` is a time. Words such
 * as `hash` and `confirmation`, and digits, are passed over.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && NEUTRAL_WORD.test(words.at(-1) as string)) words.pop();
  const last = words.at(-1);
  if (last === undefined) return false;
  const joined = words.join("");
  const lastTwo = words.slice(-2).join("");
  if (SECRET_NAME.test(joined) || SECRET_WORD.test(last) || SECRET_WORD.test(lastTwo)) return true;
  return SECRET_ENDING.test(joined) && !PUBLIC_ENDING.test(joined);
}

/** Whether a name is a plural, whose numbers are counts: `inputTokens: 42`. */
export function isPlural(name: string): boolean {
  return /[^s]s$/i.test(name);
}
