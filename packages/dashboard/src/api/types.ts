import type { RegisteredOrigin, StoredEvent } from "@service-events/query";
import type { TypeAnswer } from "./answers.js";

/** Types of events by name: those of the catalogues first, then what else is seen. */
export interface TypeMerge {
  see(event: StoredEvent): void;
  types(): TypeAnswer[];
}

interface SeenType extends Omit<TypeAnswer, "origins"> {
  origins: Set<string>;
}

/** Puts what the catalogues of all origins say about each type beside what is seen of it, newest event first. */
export function mergeTypes(origins: readonly RegisteredOrigin[]): TypeMerge {
  // A map, since types are anything that a writer writes.
  const types = new Map<string, SeenType>();
  for (const { origin, events } of origins) {
    for (const [event, about] of Object.entries(events)) {
      const known = types.get(event);
      // Of two catalogues that differ, the newer version speaks; of equal ones the first.
      if (known && (known.version ?? 0) >= (about.version ?? 0)) known.origins.add(origin);
      else {
        const all = new Set([...(known?.origins ?? []), origin]);
        types.set(event, { event, ...about, origins: all, known: true, count: 0 });
      }
    }
  }
  return {
    see({ event, origin, createdAt, level, weight = 1 }) {
      const type = types.get(event) ?? {
        event,
        ...(level && { level }),
        origins: new Set<string>(),
        known: false,
        count: 0,
      };
      type.count += weight;
      type.lastSeen ??= createdAt;
      type.origins.add(origin);
      types.set(event, type);
    },
    types() {
      return [...types.values()]
        .map((type) => ({ ...type, origins: [...type.origins].sort() }))
        .sort((a, b) => (a.event < b.event ? -1 : 1));
    },
  };
}
