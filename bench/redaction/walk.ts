/** Redacts a text, given the keys that lead to it. */
export type ReplaceText = (text: string, path: readonly string[]) => string;

/** Redacts a whole value, given its key; `undefined` descends into it. */
export type ReplaceValue = (value: unknown, key: string) => unknown;

const keepAll: ReplaceValue = () => undefined;

/** A copy of a JSON value with its texts replaced; keys stay, as in the products that are compared. */
export function mapTexts(
  value: unknown,
  replaceText: ReplaceText,
  replaceValue: ReplaceValue = keepAll,
  path: readonly string[] = [],
): unknown {
  if (typeof value === "string") return replaceText(value, path);
  if (typeof value === "number") {
    const text = replaceText(String(value), path);
    return text === String(value) ? value : text;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item) => mapTexts(item, replaceText, replaceValue, path));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      replaceValue(item, key) ?? mapTexts(item, replaceText, replaceValue, [...path, key]),
    ]),
  );
}
