import {
  EventType,
  type Level,
  LIMITS,
  type Retention,
  type RetentionPolicy,
  retentionOf,
} from "@service-events/schema";
import { boundText } from "../payload/limits.js";
import { createRedaction, type Redaction, type RedactionOptions } from "../payload/redact.js";
import { toText } from "../record/clean-text.js";
import { type Catalogue, type EventDefinition, levelOf } from "./definition.js";
import { createPayloadCheck } from "./payload-check.js";

/** The rules for the events of one type: its definition with defaults filled in. */
export interface EventRules {
  /** The name as it is stored. */
  readonly name: string;
  readonly level: Level;
  readonly retention: Retention;
  readonly description: string;
  readonly version: number | undefined;
  /** The fraction of the events to keep. */
  readonly sample: number;
  readonly redaction: Redaction | undefined;
  /** Returns how an event with that payload differs from the catalogue; undefined if it conforms. Never throws. */
  findIssues(payload: unknown): string[] | undefined;
}

/** The rules of a logger's events. */
export interface RuleBook {
  /** The rules of any type, even one that is not in the catalogue. */
  find(type: unknown): EventRules;
  /** The rules of all types in the catalogue. */
  readonly all: readonly EventRules[];
  /** The redaction of the logger's own lines. */
  readonly redaction: Redaction | undefined;
}

/** The inputs of a rule book. */
export interface RuleSettings {
  readonly catalogue: Catalogue;
  readonly retention: RetentionPolicy;
  readonly redact: RedactionOptions | false;
  /** Prints a warning about a use of the catalogue that the compiler would have rejected. */
  readonly warn: (message: string) => void;
}

/** Past so many names, those that are in no catalogue are not told apart any more. */
const MAX_MENTIONED = 1_000;

/** The event names already warned about, by catalogue: each is logged once per process, not once per logger. */
const mentions = new WeakMap<Catalogue, Set<string>>();

/**
 * Resolves a catalogue once, so that an event costs one Map lookup.
 *
 * @throws TypeError or RangeError if the redaction is invalid.
 */
export function createRuleBook(settings: RuleSettings): RuleBook {
  const { catalogue, retention, redact, warn } = settings;
  const redaction = redact === false ? undefined : createRedaction(redact);
  // A Map, unlike an object, inherits no keys.
  const rules = new Map<string, EventRules>();
  for (const [name, definition] of Object.entries(catalogue)) {
    rules.set(name, resolve(name, definition));
  }
  // `error()` records it, whatever the catalogue says.
  if (!rules.has(EventType.Error)) rules.set(EventType.Error, resolve(EventType.Error, ANYTHING));

  function resolve(name: string, definition: EventDefinition): EventRules {
    const own = redactionOf(definition, redact) ?? redaction;
    const findPayloadIssues = createPayloadCheck(definition.payload, own, () =>
      warnOnce(name, "its schema returned a promise, so its payloads are stored unchecked"),
    );
    return {
      name,
      level: levelOf(name, definition),
      retention: definition.retention ?? retentionOf(retention, name),
      description: boundText(definition.description ?? name, LIMITS.description),
      version: definition.version,
      sample: definition.sample ?? 1,
      redaction: own,
      findIssues(payload) {
        const issues = findPayloadIssues(payload);
        if (issues) warnOnce(name, `a payload does not match the catalogue (${issues.join("; ")})`);
        return issues;
      },
    };
  }

  function resolveUnknown(type: unknown): EventRules {
    const name = toEventName(type);
    const known = rules.get(name);
    if (known) return known;
    return {
      ...resolve(name, ANYTHING),
      findIssues() {
        warnOnce(name, "it is not in the catalogue: declare it with defineEvents");
        return ["event: not in the catalogue"];
      },
    };
  }

  function warnOnce(name: string, message: string): void {
    const mentioned = mentions.get(catalogue) ?? new Set();
    if (mentioned.has(name) || mentioned.size >= MAX_MENTIONED) return;
    mentions.set(catalogue, mentioned.add(name));
    try {
      warn(`event ${name}: ${message}. Stored anyway; logged once.`);
    } catch {
      // A console that throws must not lose the event.
    }
  }

  return {
    find: (type) => rules.get(type as string) ?? resolveUnknown(type),
    all: [...rules.values()],
    redaction,
  };
}

const ANYTHING: EventDefinition = { payload: "any" };

/** The redaction of a type that names more secrets; the only one if the logger has `redact: false`. */
function redactionOf({ redact }: EventDefinition, others: RedactionOptions | false) {
  if (redact === undefined) return undefined;
  const options = others === false ? {} : others;
  return createRedaction({ ...options, names: [...(options.names ?? []), ...redact] });
}

/** `#` separates the parts of a sort key, none of which may be empty. */
function toEventName(type: unknown): string {
  const name = boundText(toText(type) ?? "", LIMITS.event).replaceAll("#", "-");
  return name === "" ? "UNNAMED" : name;
}
