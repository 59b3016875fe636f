/** What redaction would do to a value: for people who test their own payloads. No function needs it. */
import type { JsonValue } from "@service-events/schema";
import { formatPath } from "./place.js";
import { createRedaction, type Detector, type RedactionOptions } from "./redact.js";
import { toStorable } from "./storable.js";

export type { Detector, RedactionOptions } from "./redact.js";

/** One place of a value that redaction changes. */
export interface RedactionFinding {
  /** Where it is, such as `payload.user.token`. */
  path: string;
  /** What found it: a detector, or `options` for what a team has named itself. */
  reason: Detector | "options";
  /** What is stored instead; `undefined` when it is left out. */
  after: JsonValue | undefined;
}

/** Names go first: what is found by its name needs no other reason. */
const DETECTORS: readonly Detector[] = [
  ...(["names", "privateKeys", "urls", "tokens", "cards"] as const),
  ...(["sentences", "commands", "assignments", "emails"] as const),
];

/**
 * What is stored of a payload.
 *
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * redactPayload({ password: "hunter2", total: 3 }); // { password: "[redacted]", total: 3 }
 */
export function redactPayload(payload: unknown, options: RedactionOptions = {}): JsonValue {
  return toStorable(payload, { redaction: createRedaction(options) }).value;
}

type Keys = readonly (string | number)[];

/**
 * Tells what redaction would do to a payload, without the secrets themselves.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * explainRedaction({ user: { password: "hunter2" } });
 * // [{ path: "payload.user.password", reason: "names", after: "[redacted]" }]
 */
export function explainRedaction(
  payload: unknown,
  options: RedactionOptions = {},
): RedactionFinding[] {
  const plain = toStorable(payload).value;
  const changesWith = (some: RedactionOptions) =>
    changesBetween(plain, redactPayload(payload, some));

  const reasons = new Map<string, Detector>();
  for (const detector of DETECTORS) {
    if (detector !== "emails" && options.detect?.[detector] === false) continue;
    for (const { path } of changesWith({ detect: only(detector) })) {
      if (!reasons.has(path)) reasons.set(path, detector);
    }
  }
  return changesWith(options).map(({ path, after }) => ({
    path,
    reason: reasons.get(path) ?? "options",
    after,
  }));
}

/** An assignment is judged by its name, so names are on for it, too. */
function only(detector: Detector): Record<Detector, boolean> {
  const detect = Object.fromEntries(DETECTORS.map((name) => [name, name === detector]));
  if (detector === "assignments") detect.names = true;
  return detect as Record<Detector, boolean>;
}

function changesBetween(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  keys: Keys = [],
): { path: string; after: JsonValue | undefined }[] {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [{ path: formatPath("payload", keys), after }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.flatMap((item, index) => changesBetween(item, after[index], [...keys, index]));
  }
  return Object.entries(before).flatMap(([key, value]) =>
    changesBetween(value, (after as Record<string, JsonValue>)[key], [...keys, key]),
  );
}

function isObject(value: JsonValue | undefined): value is JsonValue & object {
  return typeof value === "object" && value !== null;
}
