import { assertRetention, EventType, LEVELS, type Level, LIMITS } from "@service-events/schema";
import type { EventDefinition } from "./definition.js";
import type { StandardSchema } from "./standard-schema.js";

const OPTIONS: Record<keyof EventDefinition, (value: never, name: string) => void> = {
  description: assertDescription,
  level: assertLevel,
  retention: (value, name) => assertRetention(value, `the retention of ${name}`),
  payload: assertPayload,
  redact: assertNames,
  sample: assertSample,
  version: assertVersion,
};

/**
 * Throws if an event type's name or definition is invalid.
 *
 * @throws TypeError or RangeError that names the event type, says what was received and what is allowed.
 */
export function assertDefinition(
  name: string,
  definition: unknown,
): asserts definition is EventDefinition {
  assertEventName(name);
  if (typeof definition !== "object" || definition === null) {
    throw new TypeError(
      `${name} must have an object for its definition, which may be empty: received ${String(definition)}`,
    );
  }
  for (const [option, value] of Object.entries(definition)) {
    if (!Object.hasOwn(OPTIONS, option)) {
      const known = Object.keys(OPTIONS).join(", ");
      throw new TypeError(`${name} has the unknown option '${option}': the options are ${known}`);
    }
    if (value !== undefined) OPTIONS[option as keyof EventDefinition](value as never, name);
  }
  assertErrorsAreKept(name, definition);
}

function assertEventName(name: string): void {
  if (/^[^#\p{Cc}\p{Surrogate}]+$/u.test(name) && Buffer.byteLength(name) <= LIMITS.event) return;
  throw new TypeError(
    `event type '${name.slice(0, 300)}' is not allowed: use a name of 1 to ${LIMITS.event} bytes without '#' and ` +
      "without control characters, such as 'ORDER_PLACED'",
  );
}

function assertErrorsAreKept(name: string, { level, sample }: EventDefinition): void {
  const isError = name === EventType.Error;
  if (isError && level !== undefined && level !== "error") {
    throw new TypeError(`the level of ${name} is always 'error', received '${level}'`);
  }
  if (sample === undefined || !(isError || level === "error")) return;
  throw new TypeError(
    `${name} must not have a sample: errors are never sampled, received ${sample}`,
  );
}

function assertDescription(description: unknown, name: string): void {
  if (typeof description === "string" && description.trim() !== "") return;
  throw new TypeError(
    `the description of ${name} must be a sentence, received ${JSON.stringify(description)}: leave it out if there is none`,
  );
}

function assertLevel(level: unknown, name: string): void {
  if (LEVELS.includes(level as Level)) return;
  throw new TypeError(
    `the level of ${name} must be one of ${LEVELS.join(", ")}, received ${JSON.stringify(level)}`,
  );
}

function assertNames(names: unknown, name: string): void {
  const isNames =
    Array.isArray(names) && names.every((one) => typeof one === "string" && one !== "");
  if (isNames) return;
  throw new TypeError(
    `redact of ${name} must be a list of names, such as ["card"], received ${JSON.stringify(names)}`,
  );
}

function assertSample(sample: unknown, name: string): void {
  if (typeof sample === "number" && sample > 0 && sample <= 1) return;
  throw new RangeError(
    `the sample of ${name} must be above 0 and at most 1, received ${String(sample)}: 0.1 keeps one of ten events`,
  );
}

function assertVersion(version: unknown, name: string): void {
  if (Number.isSafeInteger(version) && (version as number) >= 1) return;
  throw new RangeError(
    `the version of ${name} must be a whole number from 1, received ${String(version)}`,
  );
}

function assertPayload(payload: unknown, name: string): void {
  if (payload === "any") return;
  if (!isSchema(payload)) {
    throw new TypeError(
      `the payload of ${name} must be a schema of a library that implements Standard Schema v1, such as zod, valibot or ` +
        `arktype, or 'any', received ${typeof payload === "string" ? `'${payload}'` : typeof payload}`,
    );
  }
  if (!isAsync(payload)) return;
  throw new TypeError(
    `the payload of ${name} has an async schema of ${payload["~standard"].vendor}: event() returns at once and ` +
      "cannot wait for it, use a synchronous one",
  );
}

function isSchema(payload: unknown): payload is StandardSchema {
  // Schemas of arktype are functions.
  if ((typeof payload !== "object" && typeof payload !== "function") || payload === null)
    return false;
  const standard = (payload as Partial<StandardSchema>)["~standard"];
  return standard?.version === 1 && typeof standard.validate === "function";
}

/** Schemas do not declare that they are async, but most give it away by returning a promise for `undefined`. */
function isAsync(schema: StandardSchema): boolean {
  try {
    const answer = schema["~standard"].validate(undefined);
    if (!("then" in answer)) return false;
    answer.then(undefined, () => {});
    return true;
  } catch {
    // A schema that throws for `undefined` may still be valid for payloads.
    return false;
  }
}
