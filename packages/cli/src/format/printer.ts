import {
  csvHead,
  csvRow,
  type EventField,
  type StoredEvent,
  toNdjson,
} from "@service-events/query";
import type { Cli } from "../cli.js";
import type { FormatOptions } from "../command-line/options.js";
import { parseFields } from "./fields.js";
import { createTableFormat } from "./table.js";

/** Prints events in one format, batch after batch. */
export interface EventPrinter {
  /** @param mark Said about all events of the batch, such as `late`. */
  print(events: readonly StoredEvent[], mark?: string): Promise<void>;
}

type Format = NonNullable<FormatOptions["format"]>;

/** The format that was asked for, or the one that fits: a table on a terminal, NDJSON in a pipe. */
export function chooseFormat(cli: Cli, format: FormatOptions["format"]): Format {
  if (format) return format;
  return cli.out.isTerminal && !cli.options.json ? "table" : "ndjson";
}

/**
 * Makes a printer. A CSV has its header even without events.
 *
 * @throws CliError for a field that no event has.
 */
export async function createPrinter(
  cli: Cli,
  format: "table" | "ndjson" | "csv",
  list: string | undefined,
): Promise<EventPrinter> {
  const fields = list === undefined ? undefined : parseFields(list);
  if (format === "table") return tablePrinter(cli, fields);
  if (format === "csv") {
    await cli.out.line(csvHead(fields));
    return linePrinter(cli, (event) => csvRow(event, fields));
  }
  return linePrinter(cli, (event, mark) =>
    mark === undefined ? toNdjson(event, fields) : toNdjson(event, fields, { [mark]: true }),
  );
}

function linePrinter(
  { out }: Cli,
  toLine: (event: StoredEvent, mark?: string) => string,
): EventPrinter {
  return {
    async print(events, mark) {
      for (const event of events) await out.line(toLine(event, mark));
    },
  };
}

function tablePrinter({ out, colors, options }: Cli, fields?: readonly EventField[]): EventPrinter {
  const style = {
    colors,
    columns: out.columns,
    utc: options.utc === true,
    now: Date.now(),
    fields,
  };
  const table = createTableFormat(style);
  let hasHead = false;
  return {
    async print(events, mark) {
      if (events.length === 0) return;
      table.fit(events);
      if (!hasHead) await out.line(table.head());
      hasHead = true;
      for (const event of events) await out.line(table.row(event, mark));
    },
  };
}
