import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { counted } from "../state/counts.js";
import { download, startDownload, stopDownload } from "../state/download.js";
import { route } from "../state/route.js";
import { formatBytes, formatNumber } from "../text/format.js";
import { toVisibleText } from "../text/visible.js";
import { Dialog } from "./dialog.js";
import { Failure } from "./failure.js";

/** Exports the results of the search. */
export function ExportDialog() {
  const format = useSignal<"ndjson" | "csv">("ndjson");
  const { query, order } = route.value;
  const { phase, bytes, lines, error } = download.value;
  const total = counted.value?.complete ? counted.value.total : undefined;
  useEffect(() => stopDownload, []);
  const start = () => void startDownload({ q: query, format: format.value, order });
  return (
    <Dialog title="Export" class="export">
      <p>
        All events of <code>{toVisibleText(query) || "everything"}</code>
        {total !== undefined && `: ${formatNumber(total)}`}, {order} first.
      </p>
      <fieldset class="formats">
        <legend>Format</legend>
        {(["ndjson", "csv"] as const).map((name) => (
          <label key={name} class="choice">
            <input
              type="radio"
              name="format"
              checked={format.value === name}
              disabled={phase === "running"}
              onChange={() => {
                format.value = name;
              }}
            />
            {name === "ndjson"
              ? "NDJSON: one event per line, with every field"
              : "CSV: for a spreadsheet"}
          </label>
        ))}
      </fieldset>
      {phase !== "idle" && (
        <div class="progress">
          <progress
            aria-label="Export"
            max={total || undefined}
            value={phase === "done" ? (total ?? 1) : total ? Math.min(lines, total) : undefined}
          />
          <span>
            {phase === "done" ? "Saved: " : ""}
            {formatNumber(lines)} lines, {formatBytes(bytes)}
          </span>
        </div>
      )}
      {error && <Failure error={error} />}
      <div class="actions">
        {phase === "running" ? (
          <button type="button" class="button" onClick={stopDownload}>
            Stop
          </button>
        ) : (
          <button type="button" class="button primary" autofocus onClick={start}>
            {phase === "done" ? "Export again" : "Export"}
          </button>
        )}
      </div>
    </Dialog>
  );
}
