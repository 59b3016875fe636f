import { markerText, REDACTED } from "@service-events/schema";

/** What stands in the place of a value that could not be stored: its kind, and what to show. */
export interface MarkedValue {
  kind: "redacted" | "cut" | "marker";
  text: string;
}

/** The mark that a value is, if it is one: see the page of the documentation about payloads. */
export function readMark(value: unknown): MarkedValue | undefined {
  if (value === REDACTED) return { kind: "redacted", text: "redacted" };
  if (typeof value === "string") return readCutText(value);
  const text = markerText(value as Parameters<typeof markerText>[0]);
  if (text === undefined) return undefined;
  return { kind: isLoss(value as object) ? "cut" : "marker", text };
}

/** Whether a mark says that something is missing, rather than what stands there. */
function isLoss(mark: object): boolean {
  return Object.hasOwn(mark, "$cut") || Object.hasOwn(mark, "$threw");
}

function readCutText(value: string): MarkedValue | undefined {
  return /… \(cut, \d+ bytes\)$/.test(value.slice(-40)) ? { kind: "cut", text: value } : undefined;
}
