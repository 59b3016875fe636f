/** The bodies of requests, in memory that is used again. */
export interface Bodies {
  /** The body with these items, in UTF-8. */
  write(items: readonly string[]): Buffer;
  /** Gives a body's memory to the next one: from now on nobody may read it. */
  release(body: Buffer): void;
}

/** More characters than this are rare, and get memory of their own. */
const LONGEST_POOLED = 65_536;

/** UTF-8 has at most three bytes for a character of a text. */
const BUFFER_BYTES = LONGEST_POOLED * 3;

const COMMA = 44;

/**
 * Creates bodies that begin with `head`, end with `tail` and have commas between their items. There are as many
 * buffers as requests at once; the parts of them that are never written to take no memory.
 *
 * A text is copied when it is joined, hashed, and sent. Bytes are not, and their memory is not the collector's.
 */
export function createBodies(head: string, tail: string): Bodies {
  const free: Buffer[] = [];

  return {
    write(items) {
      let characters = head.length + tail.length + items.length;
      for (const item of items) characters += item.length;
      if (characters > LONGEST_POOLED) return Buffer.from(head + items.join(",") + tail);

      const buffer = free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
      let end = buffer.write(head);
      for (const item of items) {
        end += buffer.write(item, end);
        buffer[end++] = COMMA;
      }
      end += buffer.write(tail, end - 1) - 1;
      return buffer.subarray(0, end);
    },

    release({ buffer }) {
      if (buffer.byteLength === BUFFER_BYTES) free.push(Buffer.from(buffer));
    },
  };
}
