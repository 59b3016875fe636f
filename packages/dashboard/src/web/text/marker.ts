import { markerText, REDACTED } from "@service-events/schema";

/** A marker in place of a value that was not stored. */
export interface MarkedValue {
  kind: "redacted" | "cut" | "marker";
  text: string;
}

/** Parses a marker; undefined for any other value. */
export function readMark(value: unknown): MarkedValue | undefined {
  if (value === REDACTED) return { kind: "redacted", text: "redacted" };
  if (typeof value === "string") return readCutText(value);
  const text = markerText(value as Parameters<typeof markerText>[0]);
  if (text === undefined) return undefined;
  return { kind: isLoss(value as object) ? "cut" : "marker", text };
}

/** Whether a marker means that data is missing. */
function isLoss(mark: object): boolean {
  return Object.hasOwn(mark, "$cut") || Object.hasOwn(mark, "$threw");
}

function readCutText(value: string): MarkedValue | undefined {
  return /… \(cut, \d+ bytes\)$/.test(value.slice(-40)) ? { kind: "cut", text: value } : undefined;
}
