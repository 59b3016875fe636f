import type { Charset } from "./post.js";

/** A body with the headers that say what it is. */
export interface Content {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The parts of a body, in order. */
interface Draft {
  readonly pieces: readonly string[];
  readonly charset: Charset;
  readonly contentType: string;
}

/** Smaller bodies, in characters, fit into one packet uncompressed. */
const WORTH_COMPRESSING = 1_024;

/** The level with the least CPU: similar events already shrink to a tenth. */
const LEVEL = 1;

/**
 * Reused buffer for bodies before compression: allocating one for each costs more than writing it. Untouched pages take
 * no memory. A larger body gets its own buffer.
 */
const BUFFER_BYTES = 2 * 1024 * 1024;
const free: Buffer[] = [];

/** Creates a content, compressed if worthwhile. `zlib` is loaded on first use. */
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

/** Creates an uncompressed content. Its memory is not reused: the sender cannot know when the last byte has left. */
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

/** The content type of JSON. */
export const JSON_BODY = { charset: "utf8", contentType: "application/json" } as const;

/** A JSON list of encoded members, with a prefix and a suffix. */
export function listOf(texts: readonly string[], before: string, after: string): string[] {
  const pieces = [before];
  for (const text of texts) pieces.push(text, ",");
  pieces[pieces.length - 1] = after;
  return pieces;
}
