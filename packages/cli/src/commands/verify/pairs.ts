import { compareKeys, type StoredEvent } from "@service-events/query";
import type { KeyedLine } from "./sorted-file.js";

/** One id on both sides, or on one of them. */
export type Pair =
  | { file: KeyedLine; event: StoredEvent }
  | { file: KeyedLine; event?: undefined }
  | { file?: undefined; event: StoredEvent }
  /** The line before had the same id. */
  | { again: KeyedLine };

/** Merges both sides, each sorted by key, into pairs with the same key. */
export async function* pairUp(
  lines: AsyncGenerator<KeyedLine, void, undefined>,
  events: AsyncGenerator<StoredEvent, void, undefined>,
): AsyncGenerator<Pair, void, undefined> {
  try {
    let line = (await lines.next()).value;
    let event = (await events.next()).value;
    while (line || event) {
      const order = !line ? 1 : !event ? -1 : compareKeys(line.sk, event.sk);
      if (order > 0 && event) {
        yield { event };
        event = (await events.next()).value;
        continue;
      }
      const file = line as KeyedLine;
      if (order === 0 && event) {
        yield { file, event };
        event = (await events.next()).value;
      } else yield { file };
      line = (await lines.next()).value;
      while (line?.sk === file.sk) {
        yield { again: line };
        line = (await lines.next()).value;
      }
    }
  } finally {
    await Promise.all([lines.return(), events.return()]);
  }
}
