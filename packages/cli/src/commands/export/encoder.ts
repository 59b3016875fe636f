import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  csvHead,
  csvRow,
  type EventField,
  type StoredEvent,
  toNdjson,
} from "@service-events/query";

/** How events become bytes. */
export interface ExportFormat {
  format: "ndjson" | "csv";
  fields?: readonly EventField[];
  gzip: boolean;
}

/** Turns events into bytes that can be written one after the other. */
export interface Encoder {
  /** What comes before the events. */
  head(): Promise<Uint8Array>;
  encode(events: readonly StoredEvent[]): Promise<Uint8Array>;
}

const compress = promisify(gzip);

/**
 * Makes an encoder. Each compressed batch is a gzip member of its own: concatenated members are a valid gzip file, and an
 * export can continue after any of them.
 */
export function createEncoder({ format, fields, gzip: isCompressed }: ExportFormat): Encoder {
  const toLine = format === "csv" ? csvRow : toNdjson;
  const pack = async (lines: readonly string[]): Promise<Uint8Array> => {
    if (lines.length === 0) return new Uint8Array();
    const text = Buffer.from(`${lines.join("\n")}\n`);
    return isCompressed ? compress(text) : text;
  };
  return {
    head: () => pack(format === "csv" ? [csvHead(fields)] : []),
    encode: (events) => pack(events.map((event) => toLine(event, fields))),
  };
}
