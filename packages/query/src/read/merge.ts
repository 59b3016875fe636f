import { compareKeys, LAST_CHARACTER, type Order } from "../plan/range.js";
import type { Fetched, PartitionReader } from "./partition.js";
import type { Item, StoredEvent } from "./record.js";

/** Partitions that are asked at the same time. */
const CONCURRENCY = 16;

/** One partition to merge. */
export interface Source {
  read: PartitionReader;
  /** The minimum of items in the first request. */
  first: number;
}

/** What was read, and how many of the events match. */
export type Advance = Pick<Fetched, "scanned" | "units"> & { matching: number };

/** The state of one partition within a merge. */
interface Lane extends Source {
  /** Events that were read and not yet taken, the next one last. */
  buffer: StoredEvent[];
  /** The sort key up to which all was read. */
  position: string;
  isRead: boolean;
  isExhausted: boolean;
}

/** Merges partitions into one stream by sort key, and reads ahead as little as possible. */
export interface Merge {
  /** The next event if it is known without reading. */
  take(): StoredEvent | undefined;
  /** Whether every partition was read to its end and all events were taken. */
  readonly isAtEnd: boolean;
  /** Whether every partition was read at least once: before that there is no position. */
  readonly isStarted: boolean;
  /** The sort key up to which all events were taken. */
  readonly position: string;
  /**
   * Reads the next items of up to 16 partitions that the merge waits for: at most `limit` of each and `most` in all, but at
   * least one of each.
   */
  advance(limit: number, most: number, signal?: AbortSignal): Promise<Advance>;
}

/**
 * Merges partitions that each return their items in the given order.
 *
 * @param toEvent Reads an item; returns nothing for one that does not match.
 */
export function createMerge(
  sources: readonly Source[],
  order: Order,
  toEvent: (item: Item) => StoredEvent | undefined,
): Merge {
  const direction = order === "oldest" ? 1 : -1;
  const isBefore = (a: string, b: string) => compareKeys(a, b) * direction < 0;
  /** Lanes ordered by their next event, the first one last, where an array is cheap to change. */
  const lanes: Lane[] = sources.map((source) => ({
    ...source,
    buffer: [],
    position: order === "oldest" ? "" : LAST_CHARACTER,
    isRead: false,
    isExhausted: false,
  }));
  lanes.reverse();
  let given = "";

  /** Puts a lane back in order, unless it is finished. */
  function insert(lane: Lane): void {
    if (lane.buffer.length === 0 && lane.isExhausted) return;
    const front = frontOf(lane);
    let low = 0;
    let high = lanes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = lanes[middle];
      if (other && isBefore(front, frontOf(other))) low = middle + 1;
      else high = middle;
    }
    lanes.splice(low, 0, lane);
  }

  async function fill(
    lane: Lane,
    limit: number,
    most: number,
    signal?: AbortSignal,
  ): Promise<Advance> {
    const asked = lane.isRead ? limit : Math.max(limit, lane.first);
    const fetched = await lane.read(Math.max(Math.min(asked, most), 1), signal);
    lane.isRead = true;
    lane.isExhausted = fetched.position === undefined;
    lane.position = fetched.position ?? lane.position;
    lane.buffer = fetched.items
      .map(toEvent)
      .filter((event) => event !== undefined)
      .reverse();
    return { scanned: fetched.scanned, units: fetched.units, matching: lane.buffer.length };
  }

  return {
    take() {
      const lane = lanes.at(-1);
      const event = lane?.buffer.pop();
      if (!lane || !event) return undefined;
      lanes.pop();
      insert(lane);
      given = event.sk;
      return event;
    },
    get isAtEnd() {
      return lanes.length === 0;
    },
    get isStarted() {
      return lanes.every((lane) => lane.isRead);
    },
    get position() {
      const front = lanes.at(-1);
      // A lane without events was read up to its position, and all before that was given out.
      return front && front.buffer.length === 0 ? front.position : given;
    },
    async advance(limit, most, signal) {
      const waiting: Lane[] = [];
      while (waiting.length < CONCURRENCY && lanes.at(-1)?.buffer.length === 0) {
        waiting.push(...lanes.splice(-1));
      }
      const share = Math.floor(most / waiting.length);
      const filled = await Promise.all(waiting.map((lane) => fill(lane, limit, share, signal)));
      for (const lane of waiting) insert(lane);
      return filled.reduce((sum, one) => ({
        scanned: sum.scanned + one.scanned,
        units: sum.units + one.units,
        matching: sum.matching + one.matching,
      }));
    },
  };
}

/** The sort key of a lane's next event, or the one it continues after. */
function frontOf(lane: Lane): string {
  return lane.buffer.at(-1)?.sk ?? lane.position;
}
