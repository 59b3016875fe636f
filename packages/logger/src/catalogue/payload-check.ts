import { boundText } from "../payload/limits.js";
import { threw } from "../payload/objects.js";
import { formatPath } from "../payload/place.js";
import type { Redaction } from "../payload/redact.js";
import type { EventDefinition } from "./definition.js";
import type { SchemaIssue } from "./standard-schema.js";

/** Returns a payload's issues; undefined if it is valid. Never throws. */
type PayloadCheck = (payload: unknown) => string[] | undefined;

const MAX_ISSUES = 5;
const MAX_ISSUE_BYTES = 300;

/**
 * Compiles the check of a definition's payloads.
 *
 * @param onAsync called when a schema returns a promise, which is not awaited: the payload counts as valid
 */
export function createPayloadCheck(
  payload: EventDefinition["payload"],
  redaction: Redaction | undefined,
  onAsync: () => void,
): PayloadCheck {
  if (payload === "any") return () => undefined;
  if (payload === undefined) return noPayload;
  const { validate } = payload["~standard"];
  let isAsync = false;
  const latch = () => {
    isAsync = true;
  };
  // zod also returns a promise for an unreadable payload, which does not mean that the schema is async.
  const ignore = () => {};

  return function checkPayload(value) {
    if (isAsync) return undefined;
    try {
      const answer = validate(value);
      if ("then" in answer) {
        answer.then(latch, ignore);
        onAsync();
        return undefined;
      }
      return answer.issues && describeIssues(answer.issues, redaction);
    } catch (error) {
      return [bounded(`payload: its schema failed: ${String(threw(error).$threw)}`, redaction)];
    }
  };
}

function noPayload(payload: unknown): string[] | undefined {
  return payload === undefined ? undefined : ["payload: the catalogue has none for this event"];
}

function describeIssues(
  issues: readonly SchemaIssue[],
  redaction: Redaction | undefined,
): string[] {
  const first = Array.from(issues.slice(0, MAX_ISSUES), (issue) => describeIssue(issue, redaction));
  const more = issues.length - first.length;
  return more > 0 ? [...first, `and ${more} more`] : first;
}

/** Some libraries quote the value in their message, so a message about a secret is a secret. */
function describeIssue({ message, path }: SchemaIssue, redaction: Redaction | undefined): string {
  const keys = Array.from(path ?? [], keyOf);
  const isSecret = keys.some((key) => redaction?.rule(String(key)).isSuspect);
  return bounded(
    `${formatPath("payload", keys)}: ${isSecret ? "does not fit" : message}`,
    redaction,
  );
}

function keyOf(step: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? key : String(key);
}

function bounded(text: string, redaction: Redaction | undefined): string {
  const start = text.slice(0, 4 * MAX_ISSUE_BYTES);
  return boundText(redaction ? redaction.redactText(start) : start, MAX_ISSUE_BYTES);
}
