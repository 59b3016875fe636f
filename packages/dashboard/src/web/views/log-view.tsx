import { ColumnPicker } from "../components/column-picker.js";
import { DetailPanel } from "../components/detail-panel.js";
import { Facets } from "../components/facets.js";
import { Failure } from "../components/failure.js";
import { Histogram } from "../components/histogram.js";
import { Icon } from "../components/icon.js";
import { OrderButton } from "../components/order-button.js";
import { PlanLine } from "../components/plan-line.js";
import { SearchBox } from "../components/search-box.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { TailBar, TailButton } from "../components/tail-bar.js";
import { TimePicker } from "../components/time-picker.js";
import { compact, dialog, narrow } from "../state/layout.js";
import { retrySearch } from "../state/live.js";
import { navigate, route } from "../state/route.js";
import { loadMore, rows, search } from "../state/search.js";
import { formatNumber } from "../text/format.js";
import { timeOf, withTime } from "../text/terms.js";

/** The log: search, time, counts and events. */
export function LogView() {
  const { open } = route.value;
  const { phase, page } = search.value;
  // Without events there is nothing to count.
  const isEmpty = phase === "ready" && page?.complete && rows.value.length === 0;
  const isBare = isEmpty || (phase === "failed" && !page);
  return (
    <main class="log" id="main" data-open={open ? "" : undefined}>
      <h1 class="visually-hidden">Events</h1>
      <div class="bar">
        <SearchBox />
        <div class="tools">
          <TimePicker />
          <TailButton />
          <OrderButton />
          {!narrow.value && <ColumnPicker />}
          <button
            type="button"
            class="button"
            aria-label="Export"
            onClick={() => {
              dialog.value = "export";
            }}
          >
            <Icon name="download" />
            <span class="wide-only">Export</span>
          </button>
        </div>
      </div>
      <PlanLine />
      {!isBare && <Histogram />}
      <div class="body" data-bare={isBare ? "" : undefined}>
        {!isBare && <FoldedFacets />}
        <div class="results">
          <TailBar />
          <Results />
        </div>
        <DetailPanel />
      </div>
    </main>
  );
}

function FoldedFacets() {
  if (!compact.value) return <Facets />;
  return (
    <details class="facets-fold">
      <summary>Facets</summary>
      <Facets />
    </details>
  );
}

function Results() {
  const { error, page } = search.value;
  const isEmpty = rows.value.length === 0;
  if (isEmpty && error) return <Failure error={error} onRetry={retryOf(error.kind)} />;
  if (isEmpty && page?.complete) return <Empty />;
  const isStopped = page && !page.complete && page.stopped !== "limit";
  return (
    <>
      {!(isEmpty && page) && <Table />}
      {isEmpty && !page && <Skeleton lines={12} />}
      {error && <Failure error={error} onRetry={retrySearch} />}
      {isStopped && !error && <GoOn />}
    </>
  );
}

function retryOf(kind: string): (() => void) | undefined {
  return kind === "syntax" ? undefined : () => void retrySearch();
}

function Empty() {
  const { query } = route.value;
  const { since } = timeOf(query);
  const wider = since === "7d" || since === "30d" ? "30d" : "7d";
  return (
    <div class="state">
      <h2>No events match</h2>
      <p class="muted">
        No events in this time range match the query. Try a longer range or fewer terms.
      </p>
      <div class="actions">
        {since && since !== "30d" && (
          <button
            type="button"
            class="button primary"
            onClick={() => navigate({ query: withTime(query, { since: wider }) })}
          >
            Last {wider === "7d" ? "7" : "30"} days
          </button>
        )}
        <button type="button" class="button" onClick={() => navigate({ query: "since:24h" })}>
          All events of the last 24 hours
        </button>
      </div>
    </div>
  );
}

/** Shown when a read used up its budget before it filled a page. It stays mounted while more is read, to keep the focus. */
function GoOn() {
  const { read, phase } = search.value;
  return (
    <div class="state">
      <h2>Not everything has been read yet</h2>
      <p class="muted">
        {formatNumber(read.items)} items were read. The search stopped there to limit its cost.
      </p>
      <button type="button" class="button primary" onClick={() => void loadMore()}>
        {phase === "more" ? "Reading…" : "Continue reading"}
      </button>
    </div>
  );
}
