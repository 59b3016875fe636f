import type { EventsAnswer } from "../../api/answers.js";
import { counted } from "../state/counts.js";
import { explanation } from "../state/explain.js";
import { rows, search } from "../state/search.js";
import { formatLength, formatNumber, formatPrice } from "../text/format.js";
import { toVisibleText } from "../text/visible.js";

/** The estimated cost of the typed search, or the actual cost of the last one. */
export function PlanLine() {
  if (explanation.value) return <Before />;
  const { page, read, phase } = search.value;
  if (!page) return <div class="plan muted">{phase === "loading" ? "Reading…" : ""}</div>;
  const counting = counted.value?.read;
  return (
    <details class="plan">
      <summary>
        <span class={`badge ${page.complete ? "good" : ""}`}>
          {page.complete ? "complete" : "more to read"}
        </span>
        <span>
          <strong>{formatNumber(rows.value.length)}</strong> events
        </span>
        <span class="fact">{placeOf(page.plan)}</span>
        <span class="fact">{formatNumber(read.items)} items read</span>
        <span class="fact">{formatNumber(read.units)} read units</span>
        <span class="fact">{formatPrice(read.usd)}</span>
        <span class="fact">{formatLength(read.ms)}</span>
        {counting && <span class="fact">counts {formatPrice(counting.usd)}</span>}
      </summary>
      <PlanDetails plan={page.plan} />
    </details>
  );
}

function Before() {
  const { plan, estimate } = explanation.value ?? {};
  if (!plan || !estimate) return null;
  return (
    <details class="plan" open={plan.advice !== undefined}>
      <summary>
        <span class="badge">before you search</span>
        <span>{placeOf(plan)}</span>
        <span class="fact">about {formatNumber(estimate.page.items)} items for the first page</span>
        <span class="fact">{formatNumber(estimate.page.units)} read units</span>
        <span class="fact">{formatPrice(estimate.page.usd)}</span>
        {estimate.all && <span class="fact">all of it: {formatPrice(estimate.all.usd)}</span>}
      </summary>
      <PlanDetails plan={plan} />
    </details>
  );
}

function placeOf({ partitions, source }: EventsAnswer["plan"]): string {
  if (partitions.length === 0) return "nothing to read";
  const count = partitions.length === 1 ? "1 partition" : `${partitions.length} partitions`;
  return `${count} of ${source === "table" ? "the table" : source}`;
}

function PlanDetails({ plan }: { plan: EventsAnswer["plan"] }) {
  const shown = plan.partitions.slice(0, 20).map(toVisibleText).join("  ");
  return (
    <div class="plan-details">
      <p>{toVisibleText(plan.summary)}</p>
      {plan.partitions.length > 0 && (
        <p>
          <code>{shown}</code>
          {plan.partitions.length > 20 && ` and ${plan.partitions.length - 20} more`}
        </p>
      )}
      <p class="muted">
        Prices are those of on-demand reads in us-east-1. What is filtered has been read all the
        same: a time range, an origin, an event, a user or a correlation is what makes a search
        cheap.
      </p>
    </div>
  );
}
