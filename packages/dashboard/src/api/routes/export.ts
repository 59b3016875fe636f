import { resolver } from "hono-openapi";
import * as v from "valibot";
import { ApiEvent, ExportEnd } from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { startExport, toBody } from "../export.js";
import type { OnFailure } from "../failures.js";
import { cursor, format, order, q, takes } from "../input.js";
import { describe } from "../openapi.js";
import { scopedQuery } from "../reading.js";

const TYPES = { ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8; header=present" };

/** Adds the download of all events of a query. */
export function addExportRoute(api: Api, context: ApiContext, onFailure: OnFailure): void {
  const download = describe({
    operationId: "exportEvents",
    summary: "All events of a query as a download",
    answer: {
      description:
        "One event a line. An export that ends early has a last line that says so, with a cursor: `ExportEnd` in NDJSON, a row that begins with `#` in CSV.",
      content: {
        "application/x-ndjson": { schema: resolver(v.union([ApiEvent, ExportEnd])) },
        "text/csv": { schema: { type: "string" } },
      },
    },
  });
  const input = takes({ q, format, cursor, order: order("oldest") });
  api.get("/export", download, input, async (c) => {
    const { q: text, ...options } = c.req.valid("query");
    // No timeout: an export has limits of its own.
    const reading = readingOf(context, c, c.req.raw.signal);
    const request = { query: scopedQuery(text), ...options };
    const pieces = await startExport(reading, request, context.limits, onFailure);
    const name = `events-${new Date().toISOString().slice(0, 16).replace(":", "")}Z.${options.format}`;
    return new Response(toBody(pieces), {
      headers: {
        "content-type": TYPES[options.format],
        "content-disposition": `attachment; filename="${name}"`,
      },
    });
  });
}
