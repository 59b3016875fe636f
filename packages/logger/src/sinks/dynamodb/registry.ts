import { hash } from "node:crypto";
import {
  type JsonValue,
  type OriginRegistration,
  REGISTRY_PARTITION,
  type RegisteredEvent,
} from "@service-events/schema";
import { printLines } from "../../delivery/last-resort.js";
import { encodeMember } from "./json.js";

/**
 * The most characters that the events of one item may take. Every process of an origin puts its items, and a partition
 * takes 1,000 write units a second: larger catalogues lose their descriptions, and are split where that is not enough.
 */
const MAX_CHARACTERS = 8_000;

/** How long a refused registration rests, in ms. Doubles each time: a policy may still be on its way. */
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 3_600_000;

/** An item of the registry on its way. */
export interface RegistryItem {
  readonly sk: string;
  /** Its `PutRequest`. */
  readonly text: string;
  readonly registration: OriginRegistration;
}

/** What a table must be told about origins: every batch carries it until the table has confirmed it. */
export interface Registry {
  /** Notes a registration; the function tells whether the table has all of it. */
  add(registration: OriginRegistration): () => boolean;
  /** How many items the next batch should carry. */
  readonly waiting: number;
  /** Takes up to so many of them; the next batch gets others first. */
  take(count: number): readonly RegistryItem[];
  /** The table has them. */
  confirm(items: readonly RegistryItem[]): void;
  /** The table has stored events without them: prints them, once, since this process may end at any time. */
  print(items: readonly RegistryItem[], reason: string): void;
  /** The table refuses them: batches go without any for a while. */
  rest(): void;
}

export function createRegistry(sinkName: string): Registry {
  const known = new WeakMap<OriginRegistration, () => boolean>();
  const items = new Map<string, RegistryItem>();
  const confirmed = new Set<string>();
  const printed = new Set<string>();
  let restMs = FIRST_REST_MS;
  let restUntil = 0;

  function register(registration: OriginRegistration): () => boolean {
    const own = toItems(registration);
    for (const item of own) if (!confirmed.has(item.sk)) items.set(item.sk, item);
    return () => own.every(({ sk }) => confirmed.has(sk));
  }

  return {
    add(registration) {
      // A wrapped handler registers at every invocation, with the same object.
      const registered = known.get(registration) ?? register(registration);
      known.set(registration, registered);
      return registered;
    },
    get waiting() {
      return items.size > 0 && performance.now() < restUntil ? 0 : items.size;
    },
    take(count) {
      const taken = [...items.values()].slice(0, count);
      for (const item of taken) {
        items.delete(item.sk);
        items.set(item.sk, item);
      }
      return taken;
    },
    confirm(stored) {
      for (const { sk } of stored) {
        items.delete(sk);
        confirmed.add(sk);
      }
    },
    print(left, reason) {
      for (const { sk, registration } of left) {
        if (printed.has(sk) || confirmed.has(sk)) continue;
        printed.add(sk);
        printLines([JSON.stringify({ undelivered: reason, sink: sinkName, registration })]);
      }
    },
    rest() {
      restUntil = performance.now() + restMs;
      restMs = Math.min(2 * restMs, LONGEST_REST_MS);
    },
  };
}

/** The items of a registration: one, or several for a catalogue that is too large for one. Readers merge them. */
function toItems({ origin, shards, events }: OriginRegistration): RegistryItem[] {
  let rules = Object.entries(events);
  if (lengthOf(rules) > MAX_CHARACTERS) rules = rules.map(withoutDescription);
  return split(rules).map((part) => {
    const registration = { origin, shards, events: Object.fromEntries(part) };
    const content = encodeMember("events", registration.events as JsonValue);
    const sk = `${origin}#${shards}#${hash("sha256", content, "base64url").slice(0, 11)}`;
    const keys = Object.entries({ pk: REGISTRY_PARTITION, sk, origin, shards });
    const members = keys.map(([name, value]) => encodeMember(name, value));
    return { sk, text: `{"PutRequest":{"Item":{${members},${content}}}}`, registration };
  });
}

type Rule = [name: string, rule: RegisteredEvent];

function split(rules: Rule[]): Rule[][] {
  const half = rules.length >> 1;
  if (half === 0 || lengthOf(rules) <= MAX_CHARACTERS) return [rules];
  return [...split(rules.slice(0, half)), ...split(rules.slice(half))];
}

function lengthOf(rules: readonly Rule[]): number {
  return encodeMember("events", Object.fromEntries(rules) as unknown as JsonValue).length;
}

function withoutDescription([name, { description: _, ...rule }]: Rule): Rule {
  return [name, rule];
}
