import { isDeepStrictEqual } from "node:util";
import type { Case } from "./case.js";

/** A part of a secret of this length is a leak, too. */
const PART = 8;

/** What a redaction left of the secrets of a case, given its output. */
export function leaksOf(found: Case, output: unknown): string[] {
  const text = JSON.stringify(output) ?? "";
  return found.secrets.filter((secret) => partsOf(secret).some((part) => text.includes(part)));
}

/** Whether a redaction changed an innocent, given what it becomes with redaction and without. */
export function isDamaged(output: unknown, plain: unknown): boolean {
  return !isDeepStrictEqual(output, plain);
}

/** Windows over a secret, as JSON writes them. */
function partsOf(secret: string): string[] {
  if (secret.length <= PART) return [inJson(secret)];
  return Array.from({ length: secret.length - PART + 1 }, (_, at) =>
    inJson(secret.slice(at, at + PART)),
  );
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
