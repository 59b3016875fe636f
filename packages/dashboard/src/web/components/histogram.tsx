import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { BANDS, type Band, type Bucket, niceTop } from "../state/buckets.js";
import { type Counted, countError, isCounting, shownCounts } from "../state/counts.js";
import { navigate, route } from "../state/route.js";
import { formatMinute, formatNumber } from "../text/format.js";
import { withTime } from "../text/terms.js";

/** The height of the view box. */
const HEIGHT = 64;

/** Events by time and level. Selecting a range sets the time range of the query. */
export function Histogram() {
  const result = shownCounts.value;
  if (countError.value) {
    return <div class="histogram empty">Counts are unavailable: {countError.value.message}</div>;
  }
  if (!result) return <div class="histogram empty" aria-busy="true" />;
  if (result.total === 0) return <div class="histogram empty">No events in this time range</div>;
  return <Chart result={result} />;
}

/** The first and last bar of the selection, in any order. */
interface Brush {
  anchor: number;
  focus: number;
}

function Chart({ result }: { result: Counted }) {
  const { buckets } = result;
  const { zone } = route.value;
  const brush = useSignal<Brush | undefined>(undefined);
  const focus = useSignal(buckets.length - 1);
  const isDragging = useSignal(false);
  const plot = useRef<HTMLDivElement>(null);

  const last = buckets.length - 1;
  const at = Math.min(focus.value, last);
  const chosen = brush.value && rangeOf(brush.value, last);
  const reading =
    describe(buckets, chosen ?? { from: at, to: at }, zone) +
    (result.complete ? "" : " · partial: newest events only");

  const apply = (range: Brush) => {
    const { from, to } = rangeOf(range, last);
    const [first, end] = [buckets[from], buckets[to]];
    if (!first || !end) return;
    const time = { since: toIso(first.start), until: toIso(end.end) };
    brush.value = undefined;
    navigate({ query: withTime(route.peek().query, time), tail: false, open: "" });
  };

  const barAt = (event: PointerEvent): number => {
    const box = plot.current?.getBoundingClientRect();
    if (!box) return 0;
    const share = (event.clientX - box.left) / box.width;
    return Math.min(Math.max(Math.floor(share * buckets.length), 0), last);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.min(Math.max(to, 0), last);
      const anchor = brush.value?.anchor ?? at;
      brush.value = event.shiftKey ? { anchor, focus: next } : undefined;
      focus.value = next;
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      apply(brush.value ?? { anchor: at, focus: at });
    } else if (event.key === "Escape" && brush.value) {
      event.stopPropagation();
      brush.value = undefined;
    }
  };

  const top = niceTop(Math.max(...buckets.map(({ total }) => total)));
  return (
    <div class="histogram" aria-busy={isCounting.value}>
      <div class="scale" aria-hidden="true">
        <span>{formatNumber(top)}</span>
        <span>0</span>
      </div>
      <div
        ref={plot}
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label="Events by time: arrows move, Shift with arrows chooses, Enter searches"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={reading}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          isDragging.value = true;
          brush.value = { anchor: barAt(event), focus: barAt(event) };
        }}
        onPointerMove={(event) => {
          focus.value = barAt(event);
          if (isDragging.value && brush.value) {
            brush.value = { ...brush.value, focus: barAt(event) };
          }
        }}
        onPointerUp={() => {
          if (isDragging.value && brush.value) apply(brush.value);
          isDragging.value = false;
        }}
        onPointerCancel={() => {
          isDragging.value = false;
          brush.value = undefined;
        }}
      >
        <svg
          viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {chosen && (
            <rect
              class="brush"
              x={chosen.from}
              width={chosen.to - chosen.from + 1}
              height={HEIGHT}
            />
          )}
          <rect class="focus" x={at} width={1} height={HEIGHT} />
          {BANDS.map((band) => (
            <path key={band} class={`band ${band}`} d={drawBand(buckets, band, top)} />
          ))}
        </svg>
        <span class="reading" aria-hidden="true">
          {reading}
        </span>
      </div>
      <div class="axis" aria-hidden="true">
        {ticksOf(buckets).map(({ ms, share }) => (
          <span key={ms} style={{ left: `${share * 100}%` }}>
            {formatMinute(toIso(ms), zone)}
          </span>
        ))}
      </div>
    </div>
  );
}

/**
 * The bars' parts of one level, on top of those of the levels before: what is there is seen, however little. One path, since
 * a week has 168 bars.
 */
function drawBand(buckets: readonly Bucket[], band: Band, top: number): string {
  const below = BANDS.slice(0, BANDS.indexOf(band));
  const gap = 0.14;
  const parts = buckets.map(({ bands }, place) => {
    if (bands[band] === 0) return "";
    const y = HEIGHT - below.reduce((sum, name) => sum + heightOf(bands[name], top), 0);
    return `M${place + gap / 2} ${y}h${1 - gap}v${-heightOf(bands[band], top)}h${gap - 1}z`;
  });
  return parts.join("");
}

function heightOf(count: number, top: number): number {
  return count === 0 ? 0 : Math.max((count / top) * (HEIGHT - 2), 1.5);
}

function rangeOf({ anchor, focus }: Brush, last: number): { from: number; to: number } {
  return { from: Math.min(anchor, focus, last), to: Math.min(Math.max(anchor, focus), last) };
}

function describe(
  buckets: readonly Bucket[],
  { from, to }: { from: number; to: number },
  zone: "local" | "utc",
): string {
  const [first, last] = [buckets[from], buckets[to]];
  if (!first || !last) return "";
  const chosen = buckets.slice(from, to + 1);
  const sum = (pick: (bucket: Bucket) => number) => chosen.reduce((n, b) => n + pick(b), 0);
  const [errors, warnings] = [sum(({ bands }) => bands.error), sum(({ bands }) => bands.warn)];
  const parts = [
    `${formatMinute(toIso(first.start), zone)} – ${formatMinute(toIso(last.end), zone)}`,
    `${formatNumber(sum(({ total }) => total))} events`,
  ];
  if (errors > 0) parts.push(`${formatNumber(errors)} error`);
  if (warnings > 0) parts.push(`${formatNumber(warnings)} warn`);
  return parts.join(" · ");
}

/** Labels of the time axis and their positions, each at the start of a bar. */
function ticksOf(buckets: readonly Bucket[]): { ms: number; share: number }[] {
  const end = buckets.at(-1)?.end ?? 0;
  const places = [0, 1, 2, 3, 4].map((part) => Math.round((part * buckets.length) / 4));
  return [...new Set(places)].map((place) => ({
    ms: buckets[place]?.start ?? end,
    share: place / buckets.length,
  }));
}

function toIso(ms: number): string {
  return new Date(ms).toISOString().replace(/:00\.000Z$/, "Z");
}
