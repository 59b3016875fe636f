import type { FieldName } from "@service-events/query/language";
import type { CountGroup } from "../../api/answers.js";
import { isCounting, shownCounts } from "../state/counts.js";
import { navigate, route } from "../state/route.js";
import { formatNumber } from "../text/format.js";
import { hasValue, toggleExclusion, toggleValue } from "../text/terms.js";
import { toVisibleText } from "../text/visible.js";
import { Skeleton } from "./skeleton.js";
import { Text } from "./text.js";

const FACETS = [
  ["level", "Level"],
  ["event", "Event"],
  ["origin", "Origin"],
] as const;

/** Longer lists are cut, with a note. */
const MOST = 12;

/** Values of the query's events with counts: click one to filter by it or to exclude it. */
export function Facets() {
  const result = shownCounts.value;
  return (
    <section class="facets" aria-label="Facets" aria-busy={isCounting.value}>
      {result ? (
        FACETS.map(([field, title]) => (
          <Facet key={field} field={field} title={title} groups={result.facets[field]} />
        ))
      ) : (
        <Skeleton lines={12} />
      )}
    </section>
  );
}

interface FacetProps {
  field: FieldName;
  title: string;
  groups: readonly CountGroup[];
}

function Facet({ field, title, groups }: FacetProps) {
  const most = groups[0]?.count ?? 1;
  return (
    <details open>
      <summary>{title}</summary>
      <ul>
        {groups.slice(0, MOST).map(({ key, count }) => (
          <Value key={key} field={field} value={key} count={count} share={count / most} />
        ))}
      </ul>
      {groups.length > MOST && <p class="muted">{groups.length - MOST} more</p>}
      {groups.length === 0 && <p class="muted">none</p>}
    </details>
  );
}

interface ValueProps {
  field: FieldName;
  value: string | null;
  count: number;
  share: number;
}

function Value({ field, value, count, share }: ValueProps) {
  const { query } = route.value;
  const shown = formatNumber(count);
  if (value === null) {
    return (
      <li class="facet">
        <span class="value">
          <span class="name muted">none</span>
          <span class="count">{shown}</span>
        </span>
      </li>
    );
  }
  const isOn = hasValue(query, field, value);
  const name = toVisibleText(value);
  return (
    <li class="facet">
      <button
        type="button"
        class="value"
        aria-pressed={isOn}
        title={name}
        onClick={() => navigate({ query: toggleValue(query, field, value), open: "" })}
      >
        <meter class={`share ${field === "level" ? value : ""}`} value={share} aria-hidden="true" />
        <span class="name">
          <Text value={value} />
        </span>
        <span class="count">{shown}</span>
      </button>
      <button
        type="button"
        class="exclude"
        aria-label={`Exclude ${name}`}
        title={`Exclude ${name}`}
        onClick={() => navigate({ query: toggleExclusion(query, field, value), open: "" })}
      >
        ≠
      </button>
    </li>
  );
}
