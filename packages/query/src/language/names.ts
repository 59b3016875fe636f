import type { Term } from "./query.js";

/**
 * Whether a term about a name, such as `origin:orders,pay*`, allows this name.
 *
 * @example
 * matchesName({ field: "origin", values: [{ op: "prefix", text: "pay" }] }, "payments"); // true
 */
export function matchesName({ values, negated = false }: Term, name: string): boolean {
  const isNamed = values.some(
    (value) =>
      value.op === "exists" ||
      (value.op === "is" && value.text === name) ||
      (value.op === "prefix" && name.startsWith(value.text)),
  );
  return isNamed !== negated;
}
