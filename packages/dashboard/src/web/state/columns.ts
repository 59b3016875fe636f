/** A column that the table may have. */
export interface Column {
  name: string;
  title: string;
  /** Its width, as a CSS grid track. */
  width: string;
}

/** Built-in columns; any `payload.` path can be one, too. */
export const COLUMNS: readonly Column[] = [
  { name: "time", title: "Time", width: "10.25rem" },
  { name: "level", title: "Level", width: "2.75rem" },
  { name: "origin", title: "Origin", width: "minmax(4.5rem, 0.5fr)" },
  { name: "event", title: "Event", width: "minmax(8rem, 1.2fr)" },
  { name: "user", title: "User", width: "minmax(3.5rem, 0.4fr)" },
  { name: "description", title: "Description", width: "minmax(10rem, 2fr)" },
  { name: "expiry", title: "Expires", width: "4.25rem" },
  { name: "correlation", title: "Correlation", width: "minmax(6rem, 11rem)" },
  { name: "request", title: "Request", width: "minmax(6rem, 11rem)" },
  { name: "environment", title: "Environment", width: "7rem" },
  { name: "error", title: "Error", width: "minmax(6rem, 12rem)" },
];

/** The default columns. */
export const DEFAULT_COLUMNS: readonly string[] = [
  "time",
  "level",
  "origin",
  "event",
  "user",
  "description",
  "expiry",
];

/** The columns with these names, in this order; unknown names are ignored. */
export function columnsOf(names: readonly string[]): Column[] {
  const columns = names.flatMap((name) => {
    const known = COLUMNS.find((column) => column.name === name);
    if (known) return [known];
    const isPath = name.startsWith("payload.") && name.length > 8;
    return isPath ? [{ name, title: name.slice(8), width: "minmax(6rem, 10rem)" }] : [];
  });
  return columns.length > 0 ? columns : columnsOf(DEFAULT_COLUMNS);
}

/** Toggles a column: built-in ones keep their order, others go to the end. */
export function toggleColumn(names: readonly string[], name: string): string[] {
  if (names.includes(name)) return names.filter((other) => other !== name);
  const place = (other: string) => {
    const at = COLUMNS.findIndex((column) => column.name === other);
    return at < 0 ? COLUMNS.length : at;
  };
  return [...names, name].sort((a, b) => place(a) - place(b));
}
