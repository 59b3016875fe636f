/**
 * Writes Protocol Buffers from the end to the beginning. A message is preceded by its length, which is then known when
 * it is written, so nothing needs measuring first or moving afterwards. The memory is reused for each message.
 */

/** How the value of a field is written. */
export const VARINT = 0;
export const BITS_64 = 1;
export const BYTES = 2;

/** Node.js writes longer texts faster than a loop does. */
const SHORT_CHARACTERS = 48;

let memory = Buffer.allocUnsafe(16 * 1024);
/** Position of the last byte written: the message is everything from here to the end. */
let start = memory.length;

/** Forgets what was written before. */
export function begin(): void {
  start = memory.length;
}

/** How many bytes have been written: the base for the length of a message. */
export function written(): number {
  return memory.length - start;
}

/** Takes what was written, as a text with one character for each byte. */
export function take(): string {
  return memory.toString("latin1", start);
}

/** Writes the field's number and wire type before the value. */
export function tag(field: number, kind: number): void {
  varint((field << 3) | kind);
}

/** Writes number and length before the content that was written since `written()` was `end`. */
export function bytesTag(field: number, end: number): void {
  varint(written() - end);
  tag(field, BYTES);
}

/** Seven bits a byte, the lowest first; all but the last have the eighth one set. For whole numbers from 0. */
export function varint(value: number): void {
  if (value < 128) {
    reserve(1);
    memory[--start] = value;
    return;
  }
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  reserve(bytes);
  start -= bytes;
  let rest = value;
  for (let at = start; at < start + bytes - 1; at++) {
    memory[at] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  memory[start + bytes - 1] = rest;
}

/** A whole number with its sign: a negative one has all of 64 bits in two's complement. */
export function int64(value: number): void {
  if (value >= 0) {
    varint(value);
    return;
  }
  reserve(10);
  start -= 10;
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let at = start; at < start + 9; at++) {
    memory[at] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  memory[start + 9] = Number(rest);
}

export function double(value: number): void {
  reserve(8);
  start -= 8;
  memory.writeDoubleLE(value, start);
}

export function fixed64(value: bigint): void {
  reserve(8);
  start -= 8;
  memory.writeBigUInt64LE(BigInt.asUintN(64, value), start);
}

export function hexadecimal(digits: string): void {
  reserve(digits.length / 2);
  start -= digits.length / 2;
  memory.write(digits, start, "hex");
}

/** A text in UTF-8. */
export function text(value: string): void {
  if (value.length <= SHORT_CHARACTERS && shortAscii(value)) return;
  const bytes = Buffer.byteLength(value);
  reserve(bytes);
  start -= bytes;
  memory.write(value, start);
}

/** Writes a text if all of it is ASCII, as nearly all are. */
function shortAscii(value: string): boolean {
  const { length } = value;
  reserve(length);
  const bytes = memory;
  const first = start - length;
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index);
    if (code > 127) return false;
    bytes[first + index] = code;
  }
  start = first;
  return true;
}

/** Makes room before what is written. */
function reserve(bytes: number): void {
  if (bytes <= start) return;
  const size = written();
  const larger = Buffer.allocUnsafe(2 * (size + bytes));
  memory.copy(larger, larger.length - size, start);
  memory = larger;
  start = larger.length - size;
}
