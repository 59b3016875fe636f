import { type Found, findEntries } from "./find-entries.js";

/** Finds entries in lines that a container's log driver may have split. */
export interface LineJoiner {
  find(line: string): Found[];
  /** Entries whose end has not come. */
  readonly waiting: number;
}

/** Docker and containerd split at 16 KiB; no record is longer than this in all its parts. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

/** A part of a line as Docker's `json-file` driver writes it. */
const DOCKER = '{"log":"';
/** As containerd and CRI-O write it: time, stream, and P for a part or F for the last one. */
const CRI = /^\S+ (stdout|stderr) [PF] /;

/** What stands where a character was cut in two. */
const BROKEN_CHARACTER = "\ufffd";

/**
 * Joins an entry that the end of a line cuts off with the lines that follow on the same stream. A line that begins an
 * entry of its own continues no other.
 */
export function createLineJoiner(): LineJoiner {
  const cut = new Map<string, string>();

  return {
    find(line) {
      const { stream, text } = peel(line);
      const before = cut.get(stream);
      if (before === undefined) return hold(stream, findEntries(text));
      cut.delete(stream);
      const joined = join(before, text);
      if (joined[0] && "entry" in joined[0]) return hold(stream, joined);
      const own = findEntries(text);
      const goesOn = own.length === 0 && joined[0] && "cut" in joined[0];
      if (goesOn) return hold(stream, joined);
      return [{ problem: "the entry is cut short" }, ...hold(stream, own)];
    },
    get waiting() {
      return cut.size;
    },
  };

  function hold(stream: string, found: Found[]): Found[] {
    const last = found.at(-1);
    if (last === undefined || !("cut" in last)) return found;
    cut.set(stream, last.cut);
    return found.slice(0, -1);
  }
}

function join(before: string, text: string): Found[] {
  const isBroken = before.endsWith(BROKEN_CHARACTER) || text.startsWith(BROKEN_CHARACTER);
  if (isBroken || before.length + text.length > MAX_CHARACTERS) return [];
  return findEntries(before + text);
}

/** Takes away what a log driver has put around a part of a line. */
function peel(line: string): { stream: string; text: string } {
  const [prefix, stream] = CRI.exec(line) ?? [];
  if (prefix !== undefined) return { stream: String(stream), text: line.slice(prefix.length) };
  if (line.startsWith(DOCKER)) {
    try {
      const { log, stream } = JSON.parse(line) as Record<string, unknown>;
      return { stream: String(stream), text: String(log).replace(/\n$/, "") };
    } catch {
      // Then it is not Docker's.
    }
  }
  return { stream: "", text: line };
}
