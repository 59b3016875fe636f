import type { StoredEvent } from "@service-events/query";
import { printable, type Terminal } from "./terminal.js";

const COLOURS = { debug: "dim", info: "green", warn: "yellow", error: "red" } as const;

/** An event as one line: time, origin, type, user, description. */
export function eventLine(event: StoredEvent, terminal: Terminal): string {
  const colour = COLOURS[event.level ?? levelOf(event.event)];
  const time = event.createdAt.slice(11, 23);
  const { origin, description, userId = "" } = event;
  return [
    terminal.paint("dim", time),
    printable(origin).padEnd(14),
    terminal.paint(colour, printable(event.event).padEnd(20)),
    printable(userId).padEnd(14),
    oneLine(description),
  ].join("  ");
}

/** Events of the default catalogue have no level. */
function levelOf(event: string): keyof typeof COLOURS {
  return /ERROR|FAILED/.test(event) ? "error" : "info";
}

function oneLine(text: string): string {
  return printable(text.replaceAll("\n", " "));
}
