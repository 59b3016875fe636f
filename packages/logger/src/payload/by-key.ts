const MAX_ENTRIES = 2000;
const MAX_KEY_LENGTH = 64;

/**
 * Keeps what was found out about a key, for the same few keys come with every event.
 *
 * Keys can also be data, and then have no end: a full store starts anew, and long keys are not kept. A Map knows
 * no inherited keys.
 */
export function byKey<Value>(find: (key: string) => Value): (key: string) => Value {
  const found = new Map<string, Value>();
  return (key) => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const value = find(key);
    if (key.length > MAX_KEY_LENGTH) return value;
    if (found.size >= MAX_ENTRIES) found.clear();
    found.set(key, value);
    return value;
  };
}
