import { createHash } from "node:crypto";
import { CursorError } from "../errors.js";
import type { Order } from "../plan/range.js";

/** Where the next page starts. */
export interface Position {
  /** The last sort key that was read. */
  sk: string;
  /** The time of the first page in ms: `since:2h` means the same on every page. */
  now: number;
}

/** What a cursor belongs to. */
export interface CursorScope {
  /** The canonical text of the query. */
  query: string;
  order: Order;
}

/** Longer than any cursor: a sort key has at most 1,024 bytes. */
const MAX_LENGTH = 2_000;

/** Writes a cursor: short, and safe in a URL as it is. */
export function encodeCursor(position: Position, scope: CursorScope): string {
  const sk = Buffer.from(position.sk).toString("base64url");
  return `${sk}.${position.now.toString(36)}.${checksum(position, scope)}`;
}

/**
 * Reads a cursor.
 *
 * The checksum detects damage and mistakes. It is not a signature and need not be one: a forged cursor can only start the
 * same query at another time.
 *
 * @throws CursorError when it is damaged, or belongs to another query or order.
 */
export function decodeCursor(cursor: string, scope: CursorScope): Position {
  const [encoded, time, sum, ...rest] = cursor.length > MAX_LENGTH ? [] : cursor.split(".");
  if (!encoded || !time || !sum || rest.length > 0) throw new CursorError();
  const position = {
    sk: Buffer.from(encoded, "base64url").toString(),
    now: Number.parseInt(time, 36),
  };
  // Encoding it again must give the same text, so that each position has only one cursor.
  if (encodeCursor(position, scope) !== cursor) throw new CursorError();
  return position;
}

function checksum({ sk, now }: Position, { query, order }: CursorScope): string {
  const content = JSON.stringify([query, order, sk, now]);
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}
