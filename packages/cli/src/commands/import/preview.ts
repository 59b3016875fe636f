import type { EventRecord } from "@service-events/logger";
import { escapeHidden } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { detailLines } from "../../format/detail.js";

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
  /** A Map, because a file chooses the names. */
  const types = new Map<string, number>();

  function toJson() {
    const counted = [...types].sort(([, a], [, b]) => b - a);
    return { first, types: counted.map(([event, count]) => ({ event, count })) };
  }

  return {
    add(record) {
      types.set(record.event, (types.get(record.event) ?? 0) + 1);
      if (first.length < FIRST) first.push(record);
    },
    toJson,
    async print({ out, options, colors }) {
      if (options.json || !out.isTerminal) return;
      const style = { colors, utc: options.utc === true, now: Date.now() };
      for (const record of first) {
        for (const line of [...detailLines(record, style), ""]) await out.line(line);
      }
      for (const { event, count } of toJson().types)
        await out.line(`${count}  ${escapeHidden(event)}`);
    },
  };
}
