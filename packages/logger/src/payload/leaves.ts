import { type JsonValue, type Marker, type MarkerName, marker } from "@service-events/schema";
import type { Budget } from "./budget.js";
import { boundText, type StorableLimits } from "./limits.js";
import type { Place } from "./place.js";
import type { Redaction } from "./redact.js";
import { jsonBytes, SUSPICIOUS, scanText, Trait, wellFormed } from "./text.js";

/** DynamoDB's numbers go on to 1e126, but the SDK's `unmarshall` throws at the first that is not a safe integer. */
const LARGEST_NUMBER = Number.MAX_SAFE_INTEGER;
const SMALLEST_NUMBER = 1e-130;

/** Most numbers are short. Both with a comma. */
const SHORT_NUMBER = 9_999_999;
const SHORT_NUMBER_BYTES = 9;
const LONG_NUMBER_BYTES = 25;

/** A text is looked through for secrets a little past its end, so that none is cut in two and then missed. */
const LOOKAHEAD = 4096;

/** Longer big integers take too long to be written in decimal digits. */
const MAX_BIGINT_BITS = 4096;

const SMALLEST_TEXT = 32;

/** Whether DynamoDB can hold a number, and every reader can read it. */
export function isStorableNumber(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= SMALLEST_NUMBER && size <= LARGEST_NUMBER);
}

/** The texts and numbers of a snapshot: each is made valid, redacted, bounded and counted. */
export class Leaves {
  readonly #redaction: Redaction | undefined;
  readonly #budget: Budget;
  readonly #place: Place;
  readonly #maxTextBytes: number;

  constructor(
    redaction: Redaction | undefined,
    budget: Budget,
    place: Place,
    limits: Readonly<StorableLimits>,
  ) {
    this.#redaction = redaction;
    this.#budget = budget;
    this.#place = place;
    this.#maxTextBytes = limits.maxTextBytes;
  }

  number(value: number): JsonValue {
    if (Math.abs(value) <= SHORT_NUMBER && Number.isInteger(value)) {
      this.#budget.bytes += SHORT_NUMBER_BYTES;
      // JSON's zero has no sign.
      return value + 0;
    }
    if (!isStorableNumber(value)) return this.marker("$number", String(value));
    this.#budget.bytes += LONG_NUMBER_BYTES;
    return value;
  }

  bigint(value: bigint): JsonValue {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return this.number(number);
    if (BigInt.asIntN(MAX_BIGINT_BITS, value) === value) {
      return this.marker("$bigint", String(value));
    }
    const hex = value.toString(16);
    this.#place.lose(`cut, ${hex.length} hexadecimal digits`);
    return this.marker("$bigint", `0x${hex.slice(0, SMALLEST_TEXT)}…`);
  }

  marker(name: MarkerName, text: string): Marker {
    this.#budget.bytes += name.length + 6;
    return marker(name, this.text(text));
  }

  /** A text that is the key of something, and is stored as it is. */
  id(text: string): string {
    const clean = wellFormed(text);
    return this.fit(clean, scanText(clean));
  }

  text(text: string): string {
    const isLong = text.length > this.#maxTextBytes;
    const start = isLong ? text.slice(0, this.#maxTextBytes + LOOKAHEAD) : text;
    const traits = scanText(start);
    let clean = start;
    if (this.#redaction && (traits & SUSPICIOUS || this.#redaction.hasPatterns)) {
      clean = this.#redaction.redactScanned(start, traits, this.#place.path);
    }
    if (traits & Trait.wide) clean = wellFormed(clean);
    if (isLong) return this.#cut(clean, this.#maxTextBytes, Buffer.byteLength(text));
    return this.fit(clean, clean === start ? traits : scanText(clean));
  }

  /** Counts a clean text in, and cuts it where its limit or the room ends. */
  fit(text: string, traits: number): string {
    const cost = jsonBytes(text, traits) + 1;
    const room = this.#budget.room(this.#place.depth);
    if (cost > room || cost > this.#maxTextBytes) {
      const bytes = Buffer.byteLength(text);
      if (cost > room || bytes > this.#maxTextBytes)
        return this.#cut(text, this.#maxTextBytes, bytes);
    }
    this.#budget.bytes += cost;
    return text;
  }

  #cut(text: string, maxBytes: number, bytes: number): string {
    this.#place.lose(`cut, ${bytes} bytes`);
    const room = this.#budget.room(this.#place.depth);
    if (room < maxBytes) this.#budget.overflows++;
    let keep = Math.max(0, Math.min(maxBytes, room));
    let cut = boundText(text, keep, bytes);
    // What JSON has to escape takes up to six times its bytes.
    while (keep > SMALLEST_TEXT && jsonBytes(cut, Trait.escaped) >= room) {
      keep = Math.floor(keep * 0.75);
      cut = boundText(text, keep, bytes);
    }
    this.#budget.bytes += jsonBytes(cut, Trait.escaped) + 1;
    return cut;
  }
}
