import { csvHead, csvRow, type Page, type Query, toNdjson } from "@service-events/query";
import type { ApiEvent } from "./answers.js";
import { type OnFailure, toProblem } from "./failures.js";
import type { Limits } from "./limits.js";
import { escapedBytes, type Reading, readWithin, toApiEvent, withoutPayload } from "./reading.js";

/** What is exported, and how. */
export interface ExportRequest {
  query: Query;
  format: "ndjson" | "csv";
  order: "newest" | "oldest";
  cursor?: string | undefined;
}

/** Why an export ends before all events are in it, and where the next one goes on. */
interface Cut {
  reason: string;
  cursor?: string | undefined;
  events: number;
}

type ExportLimits = Pick<Limits, "exportRows" | "exportBytes" | "exportTime">;

const PAGE = 500;
/** The last line of an export that was cut: its cursor has at most 2,000 characters. */
const MARK_BYTES = 3_000;

/**
 * Exports events, line after line. An export that has all of them ends with its last event. Any other ends with a line that
 * says so, and with the cursor from which the next export goes on.
 *
 * @returns Pieces of the export; the first page was read by then, so that mistakes are still answered as such.
 */
export async function startExport(
  reading: Reading,
  request: ExportRequest,
  limits: ExportLimits,
  onFailure: OnFailure,
): Promise<AsyncGenerator<string, void, undefined>> {
  const start = performance.now();
  const { query, format, order } = request;
  const readOn = (cursor: string | undefined, limit: number) =>
    readWithin(reading, query, { order, cursor, limit });
  const first = await readOn(request.cursor, Math.min(PAGE, limits.exportRows));
  const toLine = (event: ApiEvent) => (format === "csv" ? csvRow(event) : toNdjson(event));

  async function* lines(): AsyncGenerator<string, void, undefined> {
    let page: Page = first;
    let from = request.cursor;
    let rows = 0;
    const head = format === "csv" ? `${csvHead()}\r\n` : "";
    let bytes = escapedBytes(head) + MARK_BYTES;
    if (head) yield head;
    const cut = (reason: string, cursor: string | undefined) =>
      mark(format, { reason, cursor, events: rows });
    while (true) {
      const fitting = fit(page, toLine, format, rows === 0, limits.exportBytes - bytes);
      rows += fitting.count;
      bytes += fitting.bytes;
      if (fitting.text) yield fitting.text;
      if (fitting.count < page.events.length) {
        // Only the log knows the cursor behind the last event that fitted.
        const again = fitting.count > 0 ? await readOn(from, fitting.count) : undefined;
        return yield cut("bytes", again ? again.cursor : from);
      }
      if (page.complete) return;
      from = page.cursor;
      if (rows >= limits.exportRows) return yield cut("rows", from);
      if (performance.now() - start >= limits.exportTime) return yield cut("time", from);
      try {
        page = await readOn(from, Math.min(PAGE, limits.exportRows - rows));
      } catch (error) {
        if (reading.signal.aborted) throw error;
        return yield cut(toProblem(error, onFailure).kind, from);
      }
    }
  }
  return lines();
}

/** As many lines of a page as have room; one at least if it is the first, though without its payload. */
function fit(
  page: Page,
  toLine: (event: ApiEvent) => string,
  format: ExportRequest["format"],
  isFirst: boolean,
  room: number,
): { text: string; bytes: number; count: number } {
  const end = format === "csv" ? "\r\n" : "\n";
  const lines: string[] = [];
  let bytes = 0;
  for (const event of page.events.map(toApiEvent)) {
    const isVeryFirst = isFirst && lines.length === 0;
    const whole = toLine(event) + end;
    const hasRoom = bytes + escapedBytes(whole) <= room;
    if (!hasRoom && !isVeryFirst) break;
    const line = hasRoom ? whole : toLine(withoutPayload(event)) + end;
    bytes += escapedBytes(line);
    lines.push(line);
  }
  return { text: lines.join(""), bytes, count: lines.length };
}

function mark(format: ExportRequest["format"], cut: Cut): string {
  if (format === "ndjson") return `${JSON.stringify({ truncated: cut })}\n`;
  const { reason, cursor, events } = cut;
  return `# truncated after ${events} events (${reason}); go on with cursor ${cursor}\r\n`;
}

/** A body whose pieces are made when they are asked for, and no sooner. */
export function toBody(
  pieces: AsyncGenerator<string, void, undefined>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
