import type { Payload } from "../api/types.js";

/** How the logger marks a text that it withheld. */
const REDACTED = "[redacted]";

/** What stands in the place of a value that could not be stored: its kind, and what to show. */
export interface MarkedValue {
  kind: "redacted" | "cut" | "marker";
  text: string;
}

/** The mark that a value is, if it is one: see the page of the documentation about payloads. */
export function readMark(value: unknown): MarkedValue | undefined {
  if (value === REDACTED) return { kind: "redacted", text: "redacted" };
  if (typeof value === "string") return readCutText(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Payload);
  const [name, content] = entries[0] ?? [];
  if (typeof content !== "string") return undefined;
  if (name === "$binary" && entries.length === 2) {
    return { kind: "marker", text: `${String(entries[1]?.[1])} bytes` };
  }
  return entries.length === 1 ? readNamed(name, content) : undefined;
}

function readNamed(name: string | undefined, content: string): MarkedValue | undefined {
  switch (name) {
    case "$number":
    case "$bigint":
      return { kind: "marker", text: content };
    case "$ref":
      return { kind: "marker", text: `→ ${content}` };
    case "$cut":
      return { kind: "cut", text: `cut: ${content}` };
    case "$type":
      return { kind: "marker", text: `‹${content}›` };
    case "$threw":
      return { kind: "cut", text: `threw: ${content}` };
    default:
      return undefined;
  }
}

function readCutText(value: string): MarkedValue | undefined {
  return /… \(cut, \d+ bytes\)$/.test(value.slice(-40)) ? { kind: "cut", text: value } : undefined;
}
