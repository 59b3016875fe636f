import type { Charset } from "./post.js";

/** A body with the headers that say what it is. */
export interface Content {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The texts that a body is made of, in their order. */
interface Draft {
  readonly pieces: readonly string[];
  readonly charset: Charset;
  readonly contentType: string;
}

/** Less, in characters, fits into one packet as it is. */
const WORTH_COMPRESSING = 1_024;

/** The level that costs the least CPU: events that resemble each other shrink to a tenth with it already. */
const LEVEL = 1;

/**
 * What bodies are written into until they are compressed, and used again: new memory for each costs more than all of
 * the writing. What is never written to takes none. A larger body gets memory of its own.
 */
const BUFFER_BYTES = 2 * 1024 * 1024;
const free: Buffer[] = [];

/** Makes a content, and makes it smaller where that is worth it. `zlib` is loaded with the first that is. */
export function gzipped(draft: Draft): Promise<Content> {
  if (charactersOf(draft) < WORTH_COMPRESSING) return plain(draft);
  const { gzip } = process.getBuiltinModule("node:zlib");
  const memory = borrow(mostBytesOf(draft));
  return new Promise((resolve, reject) => {
    gzip(write(draft, memory), { level: LEVEL }, (error, body) => {
      giveBack(memory);
      if (error) reject(error);
      else resolve({ body, headers: { ...typeOf(draft), "content-encoding": "gzip" } });
    });
  });
}

/** Makes a content as it is. Its memory is its own: who sends it cannot know when the last byte has left. */
export async function plain(draft: Draft): Promise<Content> {
  const memory = Buffer.allocUnsafeSlow(mostBytesOf(draft));
  return { body: write(draft, memory), headers: typeOf(draft) };
}

/** UTF-8 has at most three bytes for a character of a text. */
function mostBytesOf(draft: Draft): number {
  return charactersOf(draft) * (draft.charset === "latin1" ? 1 : 3);
}

function charactersOf({ pieces }: Draft): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function write({ pieces, charset }: Draft, memory: Buffer): Buffer {
  let end = 0;
  for (const piece of pieces) end += memory.write(piece, end, charset);
  return memory.subarray(0, end);
}

function typeOf({ contentType }: Draft): Content["headers"] {
  return { "content-type": contentType };
}

function borrow(bytes: number): Buffer {
  if (bytes > BUFFER_BYTES) return Buffer.allocUnsafeSlow(bytes);
  return free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
}

function giveBack(memory: Buffer): void {
  if (memory.length === BUFFER_BYTES) free.push(memory);
}

/** How JSON is sent. */
export const JSON_BODY = { charset: "utf8", contentType: "application/json" } as const;

/** The members of a list in JSON, with what comes before and after it. */
export function listOf(texts: readonly string[], before: string, after: string): string[] {
  const pieces = [before];
  for (const text of texts) pieces.push(text, ",");
  pieces[pieces.length - 1] = after;
  return pieces;
}
