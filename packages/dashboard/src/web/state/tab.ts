/** Session storage, which may be disabled and then throws. */
const name = (key: string) => `service-events.${key}`;

export function recall(key: string): string | undefined {
  try {
    return sessionStorage.getItem(name(key)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(name(key), value);
  } catch {
    // It is asked for again.
  }
}

export function forget(key: string): void {
  try {
    sessionStorage.removeItem(name(key));
  } catch {
    // Then nothing was kept.
  }
}
