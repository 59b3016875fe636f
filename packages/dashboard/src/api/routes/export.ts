import { setMaxListeners } from "node:events";
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
    // It takes as long as it takes: it ends with the connection, its rows, or its own time.
    const signal = AbortSignal.any([c.req.raw.signal]);
    setMaxListeners(0, signal);
    const reading = { ...readingOf(context, c), signal };
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
