/** One value of the corpus. */
export interface Case {
  /** What it is a case of: the row of the table. */
  readonly kind: string;
  /** What is given to the logger as a payload. */
  readonly value: unknown;
  /** What may not be in the output; empty for an innocent, which must come out unchanged. */
  readonly secrets: readonly string[];
  /** What must still be in the output of a secret's case. */
  readonly kept: readonly string[];
}

/** A case of a value that holds secrets. */
export function secret(
  kind: string,
  value: unknown,
  secrets: string | readonly string[],
  kept: readonly string[] = [],
): Case {
  return { kind, value, secrets: [secrets].flat(), kept };
}

/** A case of a value that has no secret in it. */
export function innocent(kind: string, value: unknown): Case {
  return { kind, value, secrets: [], kept: [] };
}
