import type { EventField, StoredEvent } from "@service-events/query";
import { escapeHidden } from "@service-events/schema";
import type { Colors } from "../terminal/color.js";
import { cut, padEnd, widthOf } from "../terminal/text-width.js";
import { parseFields } from "./fields.js";
import { formatExpiry, formatTime, zoneName } from "./time.js";

/** What a table shows when no fields are asked for. */
const TABLE_FIELDS: readonly EventField[] = parseFields("time,level,origin,event,user,description");

/** The most cells of each column but the last: one odd row must not push the others off the screen. */
const MAX_WIDTH = 36;
/** The fewest cells of the last column, however narrow the terminal is. */
const MIN_LAST = 16;

/** How a table looks. */
export interface TableStyle {
  colors: Colors;
  /** Width in cells that a line may have. */
  columns: number;
  utc: boolean;
  /** The current time, in ms. */
  now: number;
  fields?: readonly EventField[];
}

/** Formats a table whose rows arrive in batches; columns grow with their content, and never shrink. */
export interface TableFormat {
  head(): string;
  /** Widens the columns for these rows and all that follow. */
  fit(events: readonly StoredEvent[]): void;
  row(event: StoredEvent, mark?: string): string;
}

export function createTableFormat(style: TableStyle): TableFormat {
  const { colors, columns, utc, now, fields = TABLE_FIELDS } = style;
  const heads = fields.map(({ name }) => headOf(name, utc, now));
  const widths = heads.map(({ length }) => length);

  function fit(events: readonly StoredEvent[]): void {
    for (const event of events) {
      fields.forEach((field, at) => {
        const needed = Math.min(widthOf(cellText(field, event, style)), MAX_WIDTH);
        widths[at] = Math.max(widths[at] ?? 0, needed);
      });
    }
  }

  function lay(cells: readonly string[], paint: (text: string, at: number) => string): string {
    const last = cells.length - 1;
    const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
    return cells
      .map((cell, at) =>
        at === last
          ? paint(cut(cell, Math.max(columns - before, MIN_LAST)), at)
          : paint(padEnd(cell, widths[at] ?? 0), at),
      )
      .join("  ")
      .trimEnd();
  }

  return {
    head: () => lay(heads, (text) => colors.dim(text)),
    fit,
    row(event, mark = "") {
      const cells = fields.map((field) => cellText(field, event, style));
      const line = lay(cells, (text, at) => paintCell(text, fields[at]?.name, event, colors));
      return mark === "" ? line : `${line}  ${colors.yellow(mark)}`;
    },
  };
}

function headOf(name: string, utc: boolean, now: number): string {
  const isTime = name === "time" || name === "createdAt";
  return escapeHidden(isTime ? `TIME ${zoneName(utc, now)}` : name.toUpperCase());
}

function cellText(field: EventField, event: StoredEvent, { utc, now }: TableStyle): string {
  const value = field.read(event);
  if (field.name === "time" || field.name === "createdAt") {
    return escapeHidden(formatTime(String(value), utc));
  }
  if (field.name === "expires") return formatExpiry(event.ttl, now);
  if (value === undefined || value === null) return "";
  return escapeHidden(typeof value === "string" ? value : JSON.stringify(value));
}

function paintCell(
  text: string,
  name: string | undefined,
  event: StoredEvent,
  colors: Colors,
): string {
  switch (name) {
    case "time":
    case "createdAt":
      return colors.dim(text);
    case "level":
    case "event":
      return paintLevel(text, event.level, colors);
    default:
      return text;
  }
}

/** Highlights errors and warnings, and dims debug events. */
export function paintLevel(text: string, level: string | undefined, colors: Colors): string {
  if (level === "error") return colors.red(text);
  if (level === "warn") return colors.yellow(text);
  return level === "debug" ? colors.dim(text) : text;
}
