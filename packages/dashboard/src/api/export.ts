import { csvHead, csvRow, type Page, type Query, toNdjson } from "@service-events/query";
import type { ApiEvent } from "./answers.js";
import { type OnFailure, toProblem } from "./failures.js";
import type { Limits } from "./limits.js";
import { escapedBytes, type Reading, readWithin, toApiEvent, withoutPayload } from "./reading.js";

/** Options of an export. */
export interface ExportRequest {
  query: Query;
  format: "ndjson" | "csv";
  order: "newest" | "oldest";
  cursor?: string | undefined;
}

/** Why an export ended early, and where the next one starts. */
interface Cut {
  reason: string;
  cursor?: string | undefined;
  events: number;
}

type ExportLimits = Pick<Limits, "exportRows" | "exportBytes" | "exportTime">;

const PAGE = 500;
/** Reserved for the last line of a truncated export, whose cursor has at most 2,000 characters. */
const MARK_BYTES = 3_000;

/**
 * Exports events as lines. A truncated export ends with a line that says so and has the cursor for the next export.
 * says so, and with the cursor from which the next export goes on.
 *
 * @returns The lines in chunks. The first page has been read by then, so errors can still become a problem response.
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
        // Only the log can make the cursor after the last event that fit.
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

/** The lines of a page that fit. The first event of an export is always included, if necessary without its payload. */
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
  return `# truncated after ${events} events (${reason}); continue with cursor ${cursor}\r\n`;
}

/** A response body that pulls chunks on demand. */
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
