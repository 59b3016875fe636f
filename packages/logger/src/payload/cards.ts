/** What separates the groups of a card number. */
const SEPARATORS = " .\\u00a0\\u202f-";

/** A card number in one, or in the groups in which it is printed. */
const DIGITS = new RegExp(
  `(?<![A-Za-z0-9.]|[A-Z]{2}\\d\\d )(?:\\d{4}([${SEPARATORS}])(?:\\d{4}\\1\\d{4}\\1\\d{1,7}|\\d{6}\\1\\d{4,5})|\\d{13,19})(?!\\1?\\d|[A-Za-z])`,
  "g",
);

/** Words that say that a number behind them is a card's. */
const WORDS =
  /card|visa|master|maestro|amex|american exp|discover|diners|jcb|union ?pay|credit|debit|kredit|karte|carte|tarjeta|cart[aã]o|paid|pay(?:ment|ing)?\b|\bpan\b|\bcc\b/i;

/** How far before a number such a word may stand, in characters. */
const REACH = 40;

/**
 * The ranges and lengths that networks use: Visa, Mastercard (two), Amex, Diners, JCB, Discover and UnionPay.
 */
const RANGES =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17})$/;

/**
 * Replaces card numbers in a text: those with a valid check digit and in a range of a network, that are printed in groups
 * or have a word such as `card` before them.
 */
export function redactCards(text: string, censor: (secret: string) => string): string {
  return text.replace(DIGITS, (found, separator: string | undefined, at: number) => {
    if (!isCardNumber(found.replace(/\D/g, ""))) return found;
    const isMeant =
      separator !== undefined ||
      /^=\d{7}/.test(text.slice(at + found.length, at + found.length + 8)) ||
      WORDS.test(text.slice(Math.max(0, at - REACH), at));
    return isMeant ? censor(found) : found;
  });
}

/** Whether digits are a payment card's: in a known range and length, with a valid check digit. */
export function isCardNumber(digits: string): boolean {
  if (!RANGES.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighed = index % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
