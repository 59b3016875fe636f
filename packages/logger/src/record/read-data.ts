import { threw } from "../payload/objects.js";

/** The second argument of `event()`. Any value may stand in any place. */
interface Data {
  description?: unknown;
  payload?: unknown;
  retention?: unknown;
  userId?: unknown;
}

/**
 * Reads the second argument of `event()`. A part that throws costs neither the event nor the other parts: `lost` names
 * it, and a payload is stored as the marker of what was thrown.
 */
export function readData(data: Data): Data & { lost?: string[] } {
  try {
    const { description, payload, retention, userId } = data;
    return { description, payload, retention, userId };
  } catch {
    return readParts(data);
  }
}

function readParts(data: Data): Data & { lost: string[] } {
  const lost: string[] = [];

  function part(name: keyof Data, otherwise: (error: unknown) => unknown): unknown {
    try {
      return data[name];
    } catch (error) {
      lost.push(`${name}: threw when it was read`);
      return otherwise(error);
    }
  }

  return {
    description: part("description", (error) => `threw: ${threw(error).$threw}`),
    payload: part("payload", threw),
    retention: part("retention", () => undefined),
    // Not the user whom the logger is bound to: the call named another one.
    userId: part("userId", () => ""),
    lost,
  };
}
