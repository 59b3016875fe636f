import type { EventRecord } from "@service-events/logger";
import type { Cli } from "../../cli.js";
import { detailLines } from "../../format/detail.js";
import { createTally } from "../../reading/tally.js";
import { visible } from "../../terminal/visible.js";

/** What a dry run shows of the events that would be written. */
export interface Preview {
  add(record: EventRecord<string>): void;
  /** For people: the first events in full, and how many there are of each type. */
  print(cli: Cli): Promise<void>;
  /** The same for programs. */
  toJson(): { types: { event: string; count: number }[]; first: EventRecord<string>[] };
}

const FIRST = 3;

export function createPreview(): Preview {
  const first: EventRecord<string>[] = [];
  const types = createTally();

  function toJson() {
    const counted = [...types.counts].sort(([, a], [, b]) => b - a);
    return { first, types: counted.map(([event, count]) => ({ event, count })) };
  }

  return {
    add(record) {
      types.add(record.event);
      if (first.length < FIRST) first.push(record);
    },
    toJson,
    async print({ out, options, colors }) {
      if (options.json || !out.isTerminal) return;
      const style = { colors, utc: options.utc === true, now: Date.now() };
      for (const record of first) {
        for (const line of [...detailLines(record, style), ""]) await out.line(line);
      }
      for (const { event, count } of toJson().types) await out.line(`${count}  ${visible(event)}`);
    },
  };
}
