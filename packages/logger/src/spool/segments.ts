import fs from "node:fs";
import { join } from "node:path";

/** A place between two lines of the spool: everything before it, in order, is one thing. */
export interface Position {
  readonly segment: number;
  /** Bytes from the start of the segment. */
  readonly offset: number;
}

/** When appended lines are forced onto the disk: never by us, with each line, or every so many ms. */
export type Fsync = "never" | "always" | number;

export interface SegmentsOptions {
  /** Bytes that all segments may have. */
  maxBytes: number;
  /** Bytes after which a new segment begins. */
  segmentBytes: number;
  fsync: Fsync;
}

/** Lines in files, appended at one end and settled at the other. A segment whose lines are all settled is deleted. */
export interface Segments {
  /** Appends a line. @returns why it could not, if so: then the files are as they were. */
  append(line: string): string | undefined;
  /** Up to so many lines from a position on, and the position after them. */
  read(from: Position, lines: number): { lines: string[]; end: Position };
  /** Notes that nothing before the position is needed any more. */
  settle(position: Position): void;
  readonly settled: Position;
  readonly end: Position;
  /** Lines that an earlier process left unsettled. */
  readonly linesFound: number;
  /** Bytes that are not settled. */
  readonly bytes: number;
  close(): void;
}

const READ_BYTES = 1024 * 1024;

/** Opens the segments of a folder as an earlier process left them: a line that was cut off at the end is removed. */
export function openSegments(folder: string, options: SegmentsOptions): Segments {
  const sizes = new Map(listSegments(folder).map((segment) => [segment, sizeOf(segment)]));
  let settled = readSettled(folder, sizes);
  for (const segment of sizes.keys()) if (segment < settled.segment) remove(segment);
  let last = Math.max(settled.segment, ...sizes.keys());
  let file = openForAppending(last);
  let unsynced = false;
  const syncTimer = startSyncing();

  function path(segment: number): string {
    return join(folder, `events-${String(segment).padStart(10, "0")}.ndjson`);
  }

  function sizeOf(segment: number): number {
    return fs.statSync(path(segment)).size;
  }

  function remove(segment: number): void {
    fs.rmSync(path(segment), { force: true });
    sizes.delete(segment);
  }

  /** What a process was writing when it died is no line: it ends where the last whole line does. */
  function openForAppending(segment: number): number {
    const opened = fs.openSync(path(segment), "a+");
    const whole = endOfLastLine(opened, fs.fstatSync(opened).size);
    if (whole < fs.fstatSync(opened).size) fs.ftruncateSync(opened, whole);
    sizes.set(segment, whole);
    return opened;
  }

  function countLines(): number {
    let lines = 0;
    for (const segment of sizes.keys()) {
      if (segment < settled.segment) continue;
      const bytes = fs.readFileSync(path(segment));
      let at = segment === settled.segment ? settled.offset : 0;
      while (true) {
        at = bytes.indexOf(10, at) + 1;
        if (at === 0) break;
        lines++;
      }
    }
    return lines;
  }

  function startSyncing(): NodeJS.Timeout | undefined {
    if (typeof options.fsync !== "number") return undefined;
    return setInterval(sync, options.fsync).unref();
  }

  function sync(): void {
    if (!unsynced) return;
    unsynced = false;
    try {
      fs.fdatasyncSync(file);
    } catch {
      // The next append finds out and says so.
    }
  }

  function beginSegment(): void {
    sync();
    fs.closeSync(file);
    last++;
    file = openForAppending(last);
  }

  function totalBytes(): number {
    let sum = -settled.offset;
    for (const size of sizes.values()) sum += size;
    return sum;
  }

  return {
    linesFound: countLines(),

    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      if (totalBytes() + bytes.length > options.maxBytes) {
        return `the spool holds ${options.maxBytes} bytes, its bound`;
      }
      try {
        if ((sizes.get(last) ?? 0) >= options.segmentBytes) beginSegment();
        const size = sizes.get(last) as number;
        try {
          for (let sent = 0; sent < bytes.length; ) sent += fs.writeSync(file, bytes, sent);
        } catch (error) {
          // A part of a line must not stay: the next one would be appended to it.
          fs.ftruncateSync(file, size);
          throw error;
        }
        sizes.set(last, size + bytes.length);
        unsynced = true;
        if (options.fsync === "always") fs.fdatasyncSync(file);
        return undefined;
      } catch (error) {
        return `the spool cannot be written: ${(error as Error).message}`;
      }
    },

    read(from, count) {
      let { segment, offset } = from;
      while (offset >= (sizes.get(segment) ?? 0) && segment < last) {
        segment++;
        offset = 0;
      }
      const size = sizes.get(segment) ?? 0;
      if (offset >= size) return { lines: [], end: { segment, offset } };
      const text = readWholeLines(path(segment), offset, size);
      const lines = text.split("\n", count);
      if (lines.at(-1) === "") lines.pop();
      const taken = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
      return { lines, end: { segment, offset: offset + taken } };
    },

    settle(position) {
      settled = position;
      // First what frees room: on a full disk the note cannot be written, and is not needed to start over.
      for (const segment of sizes.keys()) if (segment < position.segment) remove(segment);
      writeSettled(folder, position);
    },

    get settled() {
      return settled;
    },
    get end() {
      return { segment: last, offset: sizes.get(last) ?? 0 };
    },
    get bytes() {
      return totalBytes();
    },

    close() {
      clearInterval(syncTimer);
      sync();
      fs.closeSync(file);
    },
  };
}

/** Whether a position is at or after another. */
export function isAtOrAfter(position: Position, other: Position): boolean {
  if (position.segment !== other.segment) return position.segment > other.segment;
  return position.offset >= other.offset;
}

function listSegments(folder: string): number[] {
  return fs
    .readdirSync(folder)
    .map((name) => /^events-(\d{10})\.ndjson$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

function endOfLastLine(file: number, size: number): number {
  const buffer = Buffer.alloc(Math.min(size, READ_BYTES));
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    fs.readSync(file, buffer, 0, end - start, start);
    const newline = buffer.lastIndexOf(10, end - start - 1);
    if (newline !== -1) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** Text from an offset on that ends with a line's end: about {@link READ_BYTES}, or one line that is longer. */
function readWholeLines(path: string, offset: number, size: number): string {
  const file = fs.openSync(path, "r");
  try {
    for (let length = READ_BYTES; ; length *= 4) {
      const buffer = Buffer.alloc(Math.min(length, size - offset));
      const read = fs.readSync(file, buffer, 0, buffer.length, offset);
      const end = buffer.lastIndexOf(10, read - 1) + 1;
      if (end > 0 || buffer.length === size - offset) return buffer.toString("utf8", 0, end);
    }
  } finally {
    fs.closeSync(file);
  }
}

/**
 * Where the earlier process had got to. A note that cannot be read costs nothing but work: everything is delivered
 * again, and a record that is written twice is one item.
 */
function readSettled(folder: string, sizes: ReadonlyMap<number, number>): Position {
  const first = Math.min(...sizes.keys());
  const start = { segment: Number.isFinite(first) ? first : 1, offset: 0 };
  try {
    const { segment, offset } = JSON.parse(fs.readFileSync(join(folder, "settled"), "utf8"));
    const isThere = sizes.has(segment) && offset >= 0 && offset <= (sizes.get(segment) as number);
    return isThere ? { segment, offset } : start;
  } catch {
    return start;
  }
}

function writeSettled(folder: string, position: Position): void {
  const temporary = join(folder, "settled.new");
  try {
    fs.writeFileSync(temporary, JSON.stringify(position));
    fs.renameSync(temporary, join(folder, "settled"));
  } catch {
    // The next one may succeed; until then a restart delivers more than it must.
  }
}
