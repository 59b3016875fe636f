/** Keys that lead to a part of a value. */
export type Path = readonly (string | number)[];

const STEP = /\.([^.[\]"'\s]+)|\[(\d{1,9})\]|\["([^"]+)"\]|\['([^']+)'\]/y;

/** Parses a path such as `$.user.id`, `$.items[0]` or `$["odd key"]`; `undefined` for anything else. */
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

/** The value at a path. Own properties only: the keys come from a file. */
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
