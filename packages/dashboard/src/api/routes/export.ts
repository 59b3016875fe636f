import { type Api, type ApiContext, readingOf } from "../environment.js";
import { startExport, toBody } from "../export.js";
import type { OnFailure } from "../failures.js";
import { INPUTS, readInput } from "../input.js";
import { scopedQuery } from "../reading.js";

const TYPES = { ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8; header=present" };

/** Adds the download of all events of a query. */
export function addExportRoute(api: Api, context: ApiContext, onFailure: OnFailure): void {
  api.get("/export", async (c) => {
    const { q, ...options } = readInput(c.req, INPUTS.export);
    // Without the timeout of an answer: an export has limits of its own.
    const reading = readingOf(context, c, c.req.raw.signal);
    const request = { query: scopedQuery(q), ...options };
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
