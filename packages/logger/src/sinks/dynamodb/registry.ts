import {
  type JsonValue,
  type OriginRegistration,
  REGISTRY_PARTITION,
} from "@service-events/schema";
import { encodeMember } from "./json.js";

/** More text than this says too much: the item would cost more write units than the events it is about. */
const MAX_CHARACTERS = 64_000;

/** Origins to be listed in the registry: each once a process, with a batch that is sent anyway. */
export interface Registry {
  add(origin: OriginRegistration): void;
  /** How many put requests wait. */
  readonly waiting: number;
  /** Takes up to so many put requests, for one batch only. */
  take(count: number): readonly string[];
  /** Gives back what never reached the table. */
  putBack(texts: readonly string[]): void;
}

export function createRegistry(): Registry {
  const known = new Set<string>();
  let waiting: readonly string[] = [];

  return {
    add(registration) {
      const key = `${registration.origin}#${registration.shards}`;
      if (known.has(key)) return;
      known.add(key);
      waiting = [...waiting, encodeRegistration(key, registration)];
    },
    get waiting() {
      return waiting.length;
    },
    take(count) {
      const taken = waiting.slice(0, count);
      waiting = waiting.slice(count);
      return taken;
    },
    putBack(texts) {
      waiting = [...texts, ...waiting];
    },
  };
}

function encodeRegistration(key: string, { origin, shards, events }: OriginRegistration): string {
  const item = { pk: REGISTRY_PARTITION, sk: key, origin, shards };
  const full = putRequest({ ...item, events: events as JsonValue });
  if (full.length <= MAX_CHARACTERS) return full;
  const names = Object.fromEntries(Object.keys(events).map((name) => [name, {}]));
  const brief = putRequest({ ...item, events: names });
  return brief.length <= MAX_CHARACTERS ? brief : putRequest({ ...item, events: {} });
}

function putRequest(item: Record<string, JsonValue>): string {
  const members = Object.entries(item).map(([name, value]) => encodeMember(name, value));
  return `{"PutRequest":{"Item":{${members.join(",")}}}}`;
}
