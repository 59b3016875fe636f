import { looksSecret } from "./assignments.js";

/** Replaces one kind of secret that is known by its looks. */
type Replace = (text: string, censor: (secret: string) => string) => string;

// Every expression here takes time in proportion to the text: it starts only where a word starts, and what it
// repeats cannot match in two ways.

const PRIVATE_KEYS =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

const URL_CREDENTIALS = /(:\/\/)([^\s/?#"'<>\\]+)(?=@)/g;

const SCHEMES = /(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/-]{6,}=*)/gi;

/** Keys that announce themselves: AWS, Stripe, GitHub, GitLab, Slack, npm, Google, OpenAI, SendGrid; and JWTs. */
const KEYS = new RegExp(
  `(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]))(?:${[
    "eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*){0,3}",
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}",
    "gh[opusr]_[A-Za-z0-9]{30,}",
    "github_pat_[A-Za-z0-9_]{30,}",
    "glpat-[A-Za-z0-9_-]{20,}",
    "xox[a-z]-[A-Za-z0-9-]{16,}",
    "npm_[A-Za-z0-9]{30,}",
    "AIza[A-Za-z0-9_-]{35}",
    "sk-[A-Za-z0-9_-]{20,}",
    "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}",
    "services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}",
  ].join("|")})`,
  "g",
);

const DIGIT_GROUPS = /(?<![A-Za-z0-9.])\d(?:[ -]?\d){12,}(?![A-Za-z0-9])/g;
const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;

/** The ranges that card networks use: Visa, Mastercard (two), Amex, Diners and JCB, Discover, UnionPay and Maestro. */
const CARD_RANGES = /^(?:4\d{12}(?:\d{3}){0,2}|5\d{15}|2[2-7]\d{14}|3[0-9]\d{12,14}|6\d{13,18})$/;

const EMAILS = /(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;

/** Private keys in PEM, and keys and tokens that are known by their first letters. */
export const redactKeys: Replace = (text, censor) =>
  text.replace(PRIVATE_KEYS, censor).replace(KEYS, censor);

/** The user and the password of a URL. */
export const redactUrlCredentials: Replace = (text, censor) =>
  text.replace(URL_CREDENTIALS, (_, before: string, secret: string) => before + censor(secret));

/** What follows `Bearer` and `Basic`, unless it is a word of a sentence. */
export const redactSchemes: Replace = (text, censor) =>
  text.replace(SCHEMES, (all, scheme: string, secret: string) =>
    looksSecret(secret) ? scheme + censor(secret) : all,
  );

/** Card numbers that pass the Luhn check, with or without blanks and dashes, also several in a row. */
export const redactCards: Replace = (text, censor) =>
  text.replace(DIGIT_GROUPS, (run) => {
    const groups = run.split(/(?<=[ -])/);
    let out = "";
    for (let index = 0; index < groups.length; index++) {
      const length = cardLength(groups, index);
      if (length === 0) {
        out += groups[index];
        continue;
      }
      const card = groups.slice(index, index + length).join("");
      const digits = card.replace(/[ -]$/, "");
      out += censor(digits) + card.slice(digits.length);
      index += length - 1;
    }
    return out;
  });

/** How many groups of digits from `start` on are one card number; 0 for none. */
function cardLength(groups: readonly string[], start: number): number {
  let digits = "";
  // Most runs of digits are ids and times, and end here.
  if (!/^[2-6]/.test(groups[start] as string)) return 0;
  for (let end = start; end < groups.length; end++) {
    digits += (groups[end] as string).replace(/\D/, "");
    if (digits.length > LONGEST_CARD) return 0;
    if (digits.length >= SHORTEST_CARD && isCardNumber(digits)) return end - start + 1;
  }
  return 0;
}

/** E-mail addresses. */
export const redactEmails: Replace = (text, censor) => text.replace(EMAILS, censor);

/** Whether digits are a payment card's: 13 to 19 of them, in a known range, with a valid check digit. */
export function isCardNumber(digits: string): boolean {
  if (!CARD_RANGES.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighed = index % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
