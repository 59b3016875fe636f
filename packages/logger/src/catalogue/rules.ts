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

/** What holds for the events of one type: its definition, with all that it leaves open filled in. */
export interface EventRules {
  /** The name as it is stored. */
  readonly name: string;
  readonly level: Level;
  readonly retention: Retention;
  readonly description: string;
  readonly version: number | undefined;
  /** The part of the events that is kept. */
  readonly sample: number;
  readonly redaction: Redaction | undefined;
  /** Says how an event with that payload differs from the catalogue; nothing when it does not. Never throws. */
  findIssues(payload: unknown): string[] | undefined;
}

/** The rules of a logger's events. */
export interface RuleBook {
  /** The rules of any type, also of one that is not in the catalogue. */
  find(type: unknown): EventRules;
  /** The rules of all types that are in it. */
  readonly all: readonly EventRules[];
  /** What is redacted in the logger's own lines. */
  readonly redaction: Redaction | undefined;
}

/** What a rule book is made of. */
export interface RuleSettings {
  readonly catalogue: Catalogue;
  readonly retention: RetentionPolicy;
  readonly redact: RedactionOptions | false;
  /** Prints a line about a use of the catalogue that the compiler would have refused. */
  readonly warn: (message: string) => void;
}

/** Past so many names, those that are in no catalogue are not told apart any more. */
const MAX_MENTIONED = 1_000;

/** What was said of a catalogue's events, so that it is said once a process and not with each logger. */
const mentions = new WeakMap<Catalogue, Set<string>>();

/**
 * Resolves a catalogue once, so that an event costs one look into a Map.
 *
 * @throws TypeError or RangeError when the redaction cannot be used.
 */
export function createRuleBook(settings: RuleSettings): RuleBook {
  const { catalogue, retention, redact, warn } = settings;
  const redaction = redact === false ? undefined : createRedaction(redact);
  // Unlike in an object, no name of an event is there by inheritance.
  const rules = new Map<string, EventRules>();
  for (const [name, definition] of Object.entries(catalogue)) {
    rules.set(name, resolve(name, definition));
  }
  // `error()` records it, whatever the catalogue says.
  if (!rules.has(EventType.Error)) rules.set(EventType.Error, resolve(EventType.Error, ANYTHING));

  function resolve(name: string, definition: EventDefinition): EventRules {
    const own = redactionOf(definition, redact) ?? redaction;
    const findPayloadIssues = createPayloadCheck(definition.payload, own, () =>
      warnOnce(name, "its schema answers with a promise, so a payload is stored unchecked"),
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
        if (issues) warnOnce(name, `a payload does not fit the catalogue (${issues.join("; ")})`);
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
      warn(`event ${name}: ${message}. Such events are stored all the same; this is said once.`);
    } catch {
      // A console that throws must not cost the event.
    }
  }

  return {
    find: (type) => rules.get(type as string) ?? resolveUnknown(type),
    all: [...rules.values()],
    redaction,
  };
}

const ANYTHING: EventDefinition = { payload: "any" };

/** The redaction of a type that names more secrets; with `redact: false` for all others, it is the only one. */
function redactionOf({ redact }: EventDefinition, others: RedactionOptions | false) {
  if (redact === undefined) return undefined;
  const options = others === false ? {} : others;
  return createRedaction({ ...options, names: [...(options.names ?? []), ...redact] });
}

/** `#` separates the parts of a sort key, and no part may be empty. */
function toEventName(type: unknown): string {
  const name = boundText(toText(type) ?? "", LIMITS.event).replaceAll("#", "-");
  return name === "" ? "UNNAMED" : name;
}
