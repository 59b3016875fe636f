import type { CountGroup, RegisteredOrigin } from "@service-events/query";
import type { Level } from "@service-events/schema";
import type { TypeAnswer } from "./answers.js";

interface MergedType extends Omit<TypeAnswer, "origins"> {
  origins: Set<string>;
}

/**
 * Merges the catalogues of all origins with the events that were counted, by name of the type.
 *
 * @param counted Groups by `type`.
 */
export function mergeTypes(
  origins: readonly RegisteredOrigin[],
  counted: readonly CountGroup[],
): TypeAnswer[] {
  // A map, because writers choose the names of types.
  const types = new Map<string, MergedType>();
  for (const { origin, events } of origins) {
    for (const [event, about] of Object.entries(events)) {
      const known = types.get(event);
      // Of catalogues that differ, the highest version wins; of equal ones the first.
      if (known && (known.version ?? 0) >= (about.version ?? 0)) known.origins.add(origin);
      else {
        const all = new Set([...(known?.origins ?? []), origin]);
        types.set(event, { event, ...about, origins: all, known: true, count: 0 });
      }
    }
  }
  for (const { key, count, levels, newest } of counted) {
    const [origin = "", ...name] = (key ?? "").split("#");
    const event = name.join("#");
    const [level] = Object.keys(levels) as (Level | "none")[];
    const type: MergedType = types.get(event) ?? {
      event,
      ...(level && level !== "none" && { level }),
      origins: new Set<string>(),
      known: false,
      count: 0,
    };
    type.count += count;
    if (type.lastSeen === undefined || type.lastSeen < newest) type.lastSeen = newest;
    type.origins.add(origin);
    types.set(event, type);
  }
  return [...types.values()]
    .map((type) => ({ ...type, origins: [...type.origins].sort() }))
    .sort((a, b) => (a.event < b.event ? -1 : 1));
}
