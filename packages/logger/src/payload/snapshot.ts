import { type JsonValue, marker } from "@service-events/schema";
import { Budget, MARKER_BYTES } from "./budget.js";
import { Leaves } from "./leaves.js";
import type { StorableLimits } from "./limits.js";
import { actionAt, keepNames, type NameRule } from "./name-rules.js";
import { isObject, put, read, threw } from "./objects.js";
import { redactArguments, redactNamedValues, redactPairs } from "./observed.js";
import { Place } from "./place.js";
import type { Redaction } from "./redact.js";
import {
  kindOf,
  simplifyBuiltIn,
  simplifyByToJson,
  simplifyConnection,
  typeMarker,
} from "./simplify.js";
import { scanText } from "./text.js";

/** With a comma. */
const CONSTANT_BYTES = 6;
const BRACKETS_BYTES = 3;

/** One walk through a value. */
export class Snapshot {
  readonly #limits: Readonly<StorableLimits>;
  readonly #redaction: Redaction | undefined;
  readonly #rule: (key: string) => NameRule;
  readonly #place: Place;
  readonly #budget: Budget;
  readonly #leaves: Leaves;
  readonly #ancestors: object[] = [];
  readonly #bindings: object | undefined;
  /** Whether the bindings stand beside the fields of the value. */
  #isBound = false;

  constructor(
    redaction: Redaction | undefined,
    limits: Readonly<StorableLimits>,
    root: string,
    bindings?: object,
  ) {
    this.#bindings = bindings;
    this.#limits = limits;
    this.#redaction = redaction;
    this.#rule = redaction?.rule ?? keepNames;
    this.#place = new Place(root);
    this.#budget = new Budget(limits);
    this.#leaves = new Leaves(redaction, this.#budget, this.#place, limits);
  }

  /** The value as JSON. Called once for each walk. */
  take(value: unknown): JsonValue {
    const stored = this.#value(value) ?? null;
    if (this.#bindings === undefined || this.#isBound) return stored;
    const fields: Record<string, JsonValue> = {};
    this.#add(this.#bindings, fields);
    // What holds no fields of its own is a marker, a list or a single value.
    const isMarker = isObject(stored) && !Array.isArray(stored);
    return isMarker ? { ...fields, ...stored } : { ...fields, value: stored };
  }

  /** What was left out, or `undefined` when nothing was. */
  losses(): string[] | undefined {
    return this.#place.losses();
  }

  /** `undefined` only for `undefined`, and for a `toJSON` that returns it. */
  #value(value: unknown): JsonValue | undefined {
    this.#budget.nodes++;
    switch (typeof value) {
      case "string":
        return this.#leaves.text(value);
      case "number":
        return this.#leaves.number(value);
      case "boolean":
        this.#budget.bytes += CONSTANT_BYTES;
        return value;
      case "object":
        if (value !== null) return this.#object(value);
        this.#budget.bytes += CONSTANT_BYTES;
        return null;
      case "bigint":
        return this.#leaves.bigint(value);
      case "symbol":
        return this.#leaves.marker("$type", String(value));
      case "function":
        return this.#leaves.marker("$type", functionText(value));
      default:
        return undefined;
    }
  }

  #object(value: object): JsonValue | undefined {
    const depth = this.#place.depth;
    try {
      const cycle = this.#cycle(value);
      if (cycle) return cycle;
      this.#ancestors[depth] = value;
      if (Array.isArray(value)) return this.#array(value);
      const prototype = Object.getPrototypeOf(value);
      const isPlain = prototype === Object.prototype || prototype === null;
      return isPlain && !Object.hasOwn(value, "toJSON") ? this.#fields(value) : this.#other(value);
    } catch (error) {
      this.#place.depth = depth;
      this.#place.lose("threw when it was read");
      return this.#fields(threw(error));
    }
  }

  /** The marker for an object that the walk is in already. There are few levels: a Set would take longer. */
  #cycle(value: object): JsonValue | undefined {
    const { depth } = this.#place;
    for (let level = 0; level < depth; level++) {
      if (this.#ancestors[level] === value) {
        return this.#leaves.marker("$ref", this.#place.pathTo(level));
      }
    }
    return undefined;
  }

  /** An object that is neither plain nor an array: what is simpler than it, or its own fields. */
  #other(value: object): JsonValue | undefined {
    const room = { ...this.#limits, lose: (reason: string) => this.#place.lose(reason) };
    let simple = simplifyBuiltIn(value, room);
    if (simple === value) {
      const key = this.#place.keys[this.#place.depth - 1] ?? "";
      simple = simplifyByToJson(value, String(key), room);
      if (simple === value) simple = simplifyConnection(value);
      else if (isObject(simple)) {
        const cycle = this.#cycle(simple);
        if (cycle) return cycle;
        simple = simplifyBuiltIn(simple, room);
      }
    }
    if (!isObject(simple)) return this.#value(simple);
    if (Array.isArray(simple)) return this.#array(simple);
    return this.#fields(simple === value && isBare(value) ? typeMarker(value) : simple);
  }

  #array(source: readonly unknown[]): JsonValue {
    const { depth, keys } = this.#place;
    const { length } = source;
    if (depth >= this.#limits.maxDepth) return this.#tooDeep(`array of ${length}`);
    const isEntry = length === 2 && typeof keys[depth - 1] === "number";
    const end = Math.min(length, this.#limits.maxItems);
    const items: JsonValue[] = [];
    this.#budget.bytes += BRACKETS_BYTES;
    this.#place.depth = depth + 1;
    // Where one item no longer fits, no other does: its share goes to what stands beside the list.
    const { overflows } = this.#budget;
    while (
      items.length < end &&
      this.#budget.overflows === overflows &&
      !this.#budget.isFull(depth, 0)
    ) {
      keys[depth] = items.length;
      const stored = this.#value(this.#read(source, items.length));
      if (stored === undefined) this.#budget.bytes += CONSTANT_BYTES;
      items.push(stored ?? null);
    }
    this.#place.depth = depth;
    if (isEntry) redactPairs(items, this.#replacement);
    if (items.some(isFlag)) redactArguments(items, this.#replacement);
    if (items.length < length) {
      items.push(marker("$cut", this.#left(length - items.length, "item")));
    }
    return items;
  }

  #fields(source: object): JsonValue {
    const { depth } = this.#place;
    if (depth >= this.#limits.maxDepth) return this.#tooDeep("object");
    const fields: Record<string, JsonValue> = {};
    this.#budget.bytes += BRACKETS_BYTES;
    let isObserved = false;
    if (depth === 0 && this.#bindings) {
      isObserved = this.#add(this.#bindings, fields, source);
      this.#isBound = true;
    }
    isObserved = this.#add(source, fields) || isObserved;
    if (isObserved) redactNamedValues(fields, this.#rule, this.#replacement);
    return fields;
  }

  /**
   * Adds the fields of an object, without those that another one has, too.
   *
   * @returns whether one of them may have its name beside it
   */
  #add(source: object, fields: Record<string, JsonValue>, without?: object): boolean {
    const { depth, keys } = this.#place;
    const names = without
      ? Object.keys(source).filter((name) => !Object.hasOwn(without, name))
      : Object.keys(source);
    const end = Math.min(names.length, this.#limits.maxItems);
    let isObserved = false;
    let hasRenamed = without === undefined && this.#bindings !== undefined && depth === 0;
    let index = 0;
    this.#place.depth = depth + 1;
    for (; index < end; index++) {
      const name = names[index] as string;
      const rule = this.#rule(name);
      if (this.#budget.isFull(depth, rule.bytes)) break;
      keys[depth] = rule.name;
      const value = this.#read(source, name);
      const stored = rule.isPlain ? this.#value(value) : this.#ruled(rule, value);
      if (stored === undefined) continue;
      this.#budget.bytes += rule.bytes;
      hasRenamed ||= rule.name !== name;
      if (rule.isPlain && !hasRenamed) fields[name] = stored;
      else put(fields, hasRenamed ? unusedName(rule.name, fields) : name, stored);
      isObserved ||= rule.isOfValues;
    }
    this.#place.depth = depth;
    if (index < names.length) {
      put(fields, unusedName("$cut", fields), this.#left(names.length - index, "key"));
    }
    return isObserved;
  }

  #read(source: object, key: string | number): unknown {
    try {
      return (source as Record<string | number, unknown>)[key];
    } catch (error) {
      this.#place.lose("threw when it was read");
      return threw(error);
    }
  }

  /** The value of a key that is a secret's, or that is not stored as it is. */
  #ruled(rule: NameRule, value: unknown): JsonValue | undefined {
    const redaction = this.#redaction;
    if (redaction === undefined) return this.#value(value);
    const action = actionAt(rule, this.#place.keys, this.#place.depth);
    if (action === "remove") return undefined;
    if (action === "keep" || (action === "judge" && this.#isHarmlessHere(rule))) {
      return this.#value(value);
    }
    if (rule.isId && action === "judge" && typeof value === "string") return this.#leaves.id(value);
    const text = redaction.replacement(rule, action, value, this.#place.path);
    return text === undefined ? this.#value(value) : this.#leaves.fit(text, scanText(text));
  }

  /** Whether what stands above says that the value is none of a secret, or no card's number. */
  #isHarmlessHere(rule: NameRule): boolean {
    if (rule.kind === "none") return false;
    const above = this.#place.keys[this.#place.depth - 2];
    const owner = typeof above === "string" ? this.#rule(above) : undefined;
    return rule.name === "number" ? owner?.kind !== "card" : owner?.isAbout === true;
  }

  /** What replaces a value whose name stands beside it. */
  readonly #replacement = (name: string, value: JsonValue): string | undefined => {
    const rule = this.#rule(name);
    const text = this.#redaction?.replacement(rule, rule.action, value, this.#place.path);
    return text === undefined ? undefined : this.#leaves.fit(text, scanText(text));
  };

  #left(count: number, what: string): string {
    const text = `${count} more ${what}${count === 1 ? "" : "s"}`;
    this.#place.lose(text);
    this.#budget.bytes += MARKER_BYTES;
    return text;
  }

  #tooDeep(what: string): JsonValue {
    this.#place.lose(`${what} deeper than ${this.#limits.maxDepth} levels`);
    return this.#leaves.marker("$cut", what);
  }
}

/** Whether an object shows nothing of itself, and is not just an empty one from another realm. */
function isBare(value: object): boolean {
  return Object.keys(value).length === 0 && kindOf(value) !== "Object";
}

/** Whether an item may be the flag of a command line. */
function isFlag(item: JsonValue): boolean {
  return typeof item === "string" && item.startsWith("-");
}

function functionText(value: object): string {
  const name = read(value, "name");
  return typeof name === "string" && name !== "" ? `function ${name}` : "function";
}

/** Two keys may become one when they are renamed, cut or redacted; then both are kept. */
function unusedName(name: string, fields: object): string {
  if (!Object.hasOwn(fields, name)) return name;
  let count = 2;
  while (Object.hasOwn(fields, `${name} ${count}`)) count++;
  return `${name} ${count}`;
}
