/** A field that differs between the sides, or is only on one. */
export interface Difference {
  /** Such as `payload.amount`. */
  field: string;
  log?: string;
  file?: string;
}

/** Differences that are listed per event. */
const MOST_FIELDS = 5;
const MOST_CHARACTERS = 80;

/** Compares two values of JSON field by field. An absent field and one that is undefined are the same. */
export function findDifferences(log: object, file: object): Difference[] {
  const found: Difference[] = [];
  compare("", log, file, found);
  return found;
}

function compare(field: string, log: unknown, file: unknown, found: Difference[]): void {
  if (found.length >= MOST_FIELDS || Object.is(log, file)) return;
  if (isObject(log) && isObject(file) && Array.isArray(log) === Array.isArray(file)) {
    for (const name of new Set([...Object.keys(log), ...Object.keys(file)])) {
      compare(field === "" ? name : `${field}.${name}`, own(log, name), own(file, name), found);
    }
    return;
  }
  found.push({ field, ...(log !== undefined && { log: toText(log) }), ...sideOf(file) });
}

function sideOf(file: unknown): { file?: string } {
  return file === undefined ? {} : { file: toText(file) };
}

function toText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
