const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = `${UPPER}${LOWER}${DIGITS}`;
const BASE64 = `${BASE62}+/`;
const BASE64URL = `${BASE62}-_`;
const WORDS = ["maple", "harbor", "violet", "tractor", "pebble", "lantern", "cactus", "walrus"];

export type Alphabet = "digits" | "hex" | "lower" | "upper" | "base62" | "base64" | "base64url";

const ALPHABETS: Readonly<Record<Alphabet, string>> = {
  digits: DIGITS,
  hex: HEX,
  lower: LOWER,
  upper: UPPER,
  base62: BASE62,
  base64: BASE64,
  base64url: BASE64URL,
};

/** The same values for the same seed, so that two runs of a bench compare. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `end`: the generator "mulberry32". */
  int(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.int(items.length)] as Item;
  }

  /** Characters of a named alphabet, or of a text. */
  text(alphabet: Alphabet | (string & {}), length: number): string {
    const characters = ALPHABETS[alphabet as Alphabet] ?? alphabet;
    return Array.from({ length }, () => characters[this.int(characters.length)]).join("");
  }

  digits(length: number): string {
    return this.text("123456789", 1) + this.text("digits", length - 1);
  }

  /** Random bytes in base64, with its padding. */
  base64(bytes: number): string {
    return Buffer.from(Array.from({ length: bytes }, () => this.int(256))).toString("base64");
  }

  uuid(): string {
    const hex = this.text("hex", 32);
    const variant = this.pick(["8", "9", "a", "b"]);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Digits that begin with a prefix and pass the Luhn check. */
  luhn(prefix: string, length: number): string {
    const digits = prefix + this.text("digits", length - prefix.length - 1);
    return digits + luhnDigit(digits);
  }

  /** Digits that end in the check digit of EAN and GTIN. */
  ean(length: number): string {
    const digits = this.digits(length - 1);
    const sum = Array.from(digits)
      .reverse()
      .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
    return digits + ((10 - (sum % 10)) % 10);
  }

  /** A password as people and generators make them, without blanks and quotes. */
  password(): string {
    switch (this.int(5)) {
      case 0:
        return `${this.pick(WORDS)}${this.digits(3)}`;
      case 1:
        return `${this.pick(WORDS)}-${this.pick(WORDS)}-${this.digits(2)}`;
      case 2:
        return `${this.text("upper", 1)}${this.text("lower", 5)}!${this.digits(4)}`;
      case 3:
        return this.text("base62", 16);
      default:
        return this.text(`${BASE62}!$*+_-`, 14);
    }
  }

  /** A password without any digit, sign or capital: only its place says what it is. */
  weakPassword(): string {
    return this.pick(WORDS) + this.pick(WORDS);
  }

  /** A value that says nothing of itself: hexadecimal digits, base64 or letters and digits. */
  opaque(): string {
    switch (this.int(4)) {
      case 0:
        return this.text("hex", 32);
      case 1:
        return this.text("base62", 40);
      case 2:
        return this.base64(32);
      default:
        return this.text("base64url", 43);
    }
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.int(index + 1);
      [shuffled[index], shuffled[other]] = [shuffled[other] as Item, shuffled[index] as Item];
    }
    return shuffled;
  }
}

function luhnDigit(digits: string): number {
  const sum = Array.from(digits)
    .reverse()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return (10 - (sum % 10)) % 10;
}
