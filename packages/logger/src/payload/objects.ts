import { marker } from "@service-events/schema";

/** Whether a value has properties, and is no function. */
export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * Reads a property without a throw: what a getter or a Proxy throws is read as a marker.
 */
export function read(source: object, key: PropertyKey): unknown {
  try {
    return (source as Record<PropertyKey, unknown>)[key];
  } catch (error) {
    return threw(error);
  }
}

/** The marker for what threw when it was read. What is thrown can be anything, also something that throws again. */
export function threw(error: unknown): { readonly [key: string]: unknown } {
  let message = "";
  try {
    message = error instanceof Error ? String(error.message) : String(error);
  } catch {
    message = "something that cannot be read";
  }
  return marker("$threw", message);
}

/**
 * Sets an own property whatever its name is: assigning `__proto__` would change the prototype, and any other
 * inherited name may have a setter.
 */
export function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** What `Object.prototype.toString` calls a value: `Map`, `Date`, `Error`, in every realm alike. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
