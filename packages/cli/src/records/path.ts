/** The keys that lead from a value to a part of it. */
export type Path = readonly (string | number)[];

const STEP = /\.([^.[\]"'\s]+)|\[(\d{1,9})\]|\["([^"]+)"\]|\['([^']+)'\]/y;

/** Reads a path such as `$.user.id`, `$.items[0]` or `$["odd key"]`; `undefined` when it is none. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith("$")) return undefined;
  const keys: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text);
    if (!step) return undefined;
    const [, name, index, double, single] = step;
    keys.push(index === undefined ? (name ?? double ?? single ?? "") : Number(index));
  }
  return keys;
}

/** What a path leads to. Own properties only: a file's keys are anybody's. */
export function follow(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}
