import { LIMITS } from "@service-events/schema";
import type { Redaction } from "../payload/redact.js";
import { cleanText } from "./clean-text.js";
import { isError, read } from "./error-details.js";

const MAX_CAUSES = 4;
const MAX_FRAMES = 10;
const MAX_FRAME_CHARACTERS = 300;
const MAX_HEAD_CHARACTERS = 300;

/**
 * The stack of an Error as it is stored: the frames of one's own code, and how many there were of packages and of
 * Node.js; then the same of its causes. `undefined` when there are no frames.
 */
export function storedStack(error: Error, redaction: Redaction | undefined): string | undefined {
  const seen: Error[] = [];
  const lines: string[] = [];
  let current: unknown = error;
  while (isError(current) && !seen.includes(current) && seen.length <= MAX_CAUSES) {
    const frames = framesOf(current);
    if (seen.length > 0) lines.push(`Caused by: ${headOf(current)}`);
    lines.push(...frames);
    seen.push(current);
    current = causeOf(current);
  }
  if (!lines.some((line) => line.startsWith(" "))) return undefined;
  return cleanText(lines.join("\n"), LIMITS.stack, redaction);
}

function headOf(error: Error): string {
  const head = `${read(error, "name") || "Error"}: ${read(error, "message")}`;
  return head.slice(0, MAX_HEAD_CHARACTERS).replace(/\s+/g, " ");
}

function framesOf(error: Error): string[] {
  const stack = read(error, "stack").slice(0, 32_000);
  const message = read(error, "message");
  const start = stack.indexOf(message);
  const frames = stack
    .slice(start < 0 ? 0 : start + message.length)
    .split("\n")
    .map((line) => line.trim().slice(0, MAX_FRAME_CHARACTERS))
    .filter((line) => line.startsWith("at "));
  const own: string[] = [];
  const folded = new Map<string, number>();
  for (const frame of frames) {
    const owner = own.length < MAX_FRAMES ? ownerOf(frame) : (ownerOf(frame) ?? "your code");
    if (owner === undefined) own.push(`    ${frame}`);
    else folded.set(owner, (folded.get(owner) ?? 0) + 1);
  }
  // Without a frame of one's own, the first one says at least where it was thrown.
  if (own.length === 0 && frames[0]) own.push(`    ${frames[0]}`);
  if (folded.size > 0) {
    own.push(`    … ${Array.from(folded, ([owner, count]) => `${count} in ${owner}`).join(", ")}`);
  }
  return own;
}

/** Whose code a frame is in, if it is not one's own: a package, Lambda's runtime or Node.js. */
function ownerOf(frame: string): string | undefined {
  const path = frame.replaceAll("\\", "/");
  const at = path.lastIndexOf("node_modules/");
  if (at >= 0) return /^node_modules\/(?:@[^/]+\/)?[^/:]+/.exec(path.slice(at))?.[0];
  if (path.includes("/var/runtime/")) return "Lambda's runtime";
  return /:\d+:\d+\)?$/.test(path) && !/[( ]node:/.test(path) ? undefined : "Node.js";
}

function causeOf(error: Error): unknown {
  try {
    return error.cause;
  } catch {
    return undefined;
  }
}
