/** What a follower says about an event that it has not seen before. */
export interface Seen {
  /** Whether an event with a later time was seen in an earlier poll. */
  late: boolean;
}

/** One poll of a follower. */
export interface Poll {
  /** Takes note of an event. Events come oldest first. Returns nothing for events that were seen before. */
  see(sk: string): Seen | undefined;
  /**
   * Ends a poll that has seen every event. A poll that breaks off is not completed: the next one starts where it was.
   *
   * @param skipTo Starts the next poll here, when the rest was too much to read.
   */
  complete(skipTo?: string): void;
}

/** Follows a log by polls that overlap, since events may be stored some time after they happened. */
export interface Follower {
  /** Where the next poll starts: a time, or the sort key of an event. */
  readonly from: string;
  /** Starts a poll. Events before `horizon`, a time, are not expected to arrive any more. */
  poll(horizon: string): Poll;
}

/**
 * Creates the bookkeeping of a follower: which events are new, which are late, and where the next poll starts. Sort keys begin
 * with their time, so times and sort keys compare as strings.
 *
 * @param start Where the first poll starts.
 * @param seen Sort keys of events that are known already.
 * @example
 * const follower = createFollower(keyTime(Date.now()));
 * const poll = follower.poll(keyTime(Date.now() - 15_000));
 * const arrivals = page.events.filter(({ sk }) => poll.see(sk));
 * poll.complete();
 */
export function createFollower(start: string, seen: Iterable<string> = []): Follower {
  const known = new Set(seen);
  let from = start;
  let newest = [...known].reduce((latest, sk) => (sk > latest ? sk : latest), start);
  return {
    get from() {
      return from;
    },
    poll(horizon) {
      const newestBefore = newest;
      return {
        see(sk) {
          // If the poll breaks off, the next one starts here, but never after the horizon.
          if (sk < horizon && sk > from) from = sk;
          if (known.has(sk)) return undefined;
          known.add(sk);
          if (sk > newest) newest = sk;
          return { late: sk < newestBefore };
        },
        complete(skipTo = horizon) {
          if (skipTo > from) from = skipTo;
          for (const sk of known) if (sk < from) known.delete(sk);
        },
      };
    },
  };
}
