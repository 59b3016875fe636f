import { hash } from "node:crypto";
import { isNativeError } from "node:util/types";
import { type EventError, LIMITS } from "@service-events/schema";
import type { Redaction } from "../payload/redact.js";
import { toStorable } from "../payload/storable.js";
import { cleanText } from "./clean-text.js";

/** Keys under which callers commonly pass the Error in a context. */
const ERROR_KEYS = ["error", "err", "cause", "e", "exception"];

const MAX_NAME_BYTES = 256;

/** Whether a value is an Error, even from another realm, such as a test runner's. */
export function isError(value: unknown): value is Error {
  return isNativeError(value) || value instanceof Error;
}

/** The Error that a call of `error(message, context)` is about: the context itself or a member of it. */
export function findError(context: unknown): Error | undefined {
  try {
    if (isError(context)) return context;
    if (typeof context !== "object" || context === null) return undefined;
    return ERROR_KEYS.map((key) => (context as Record<string, unknown>)[key]).find(isError);
  } catch {
    return undefined;
  }
}

/** Describes an Error, redacted and bounded, even if its getters throw. */
export function describeError(error: Error, redaction: Redaction | undefined): EventError {
  const name = cleanText(read(error, "name") || "Error", MAX_NAME_BYTES, redaction);
  const message = cleanText(read(error, "message"), LIMITS.description, redaction);
  const code = cleanText(read(error, "code"), MAX_NAME_BYTES, redaction);
  return {
    name,
    message,
    ...(code && { code }),
    fingerprint: fingerprint(`${name} ${code} ${withoutParticulars(message)}`),
  };
}

/** An Error's cause and own fields, if any, not yet redacted. */
export function errorFields(error: Error): Record<string, unknown> | undefined {
  const { name, message, code, ...fields } = toStorable(error).value as Record<string, unknown>;
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** The stack of an Error with those of its causes. */
export function stackOf(error: Error): string {
  const stack = read(error, "stack") || `${read(error, "name")}: ${read(error, "message")}`;
  return stack.slice(0, 16_000);
}

/** A part of an Error as a text; empty when it is none or throws. */
export function read(error: Error, key: "name" | "message" | "stack" | "code"): string {
  try {
    const value = (error as Error & { code?: unknown })[key];
    if (typeof value === "string") return value;
    return typeof value === "number" ? String(value) : "";
  } catch {
    return "";
  }
}

/** Ids, numbers and quoted values differ between errors of one kind. */
function withoutParticulars(message: string): string {
  return message
    .slice(0, 500)
    .replace(/(["'`])[^"'`]*\1/g, "?")
    .replace(/\b[\w-]*\d[\w-]*\b/g, "?");
}

function fingerprint(text: string): string {
  return hash("sha256", text).slice(0, 16);
}
