import { useSignal } from "@preact/signals";
import { adjust, navigate, route } from "../state/route.js";
import { serverNow } from "../state/session.js";
import { formatMinute, type Zone } from "../text/format.js";
import { printMoment, readMoment } from "../text/moment.js";
import { timeOf, withTime } from "../text/terms.js";
import { toVisibleText } from "../text/visible.js";
import { Popover } from "./popover.js";

const PRESETS = [
  ["15m", "Last 15 minutes"],
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["today", "Today (UTC)"],
  ["yesterday", "Since yesterday (UTC)"],
] as const;

/** Picks the time range: a preset, or two times, typed or pasted. */
export function TimePicker() {
  const { query, zone } = route.value;
  const time = timeOf(query);
  const close = () => document.getElementById("times")?.hidePopover();
  const choose = (since?: string, until?: string) => {
    close();
    navigate({ query: withTime(route.peek().query, { since, until }), open: "" });
  };
  return (
    <Popover
      id="times"
      icon="clock"
      label={`Time: ${titleOf(time, zone)}`}
      title={<span>{titleOf(time, zone)}</span>}
      name="Time"
    >
      <div class="presets">
        {PRESETS.map(([since, title]) => (
          <button
            key={since}
            type="button"
            class="choice"
            aria-pressed={time.since === since && !time.until}
            onClick={() => choose(since)}
          >
            {title}
          </button>
        ))}
        <button
          type="button"
          class="choice"
          aria-pressed={!time.since && !time.until}
          onClick={() => choose()}
        >
          All time
        </button>
      </div>
      <Absolute
        key={`${time.since} ${time.until} ${zone}`}
        time={time}
        zone={zone}
        onChoose={choose}
      />
      <fieldset class="zones">
        <legend>Times in</legend>
        {(["local", "utc"] as const).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="zone"
              checked={zone === name}
              onChange={() => adjust({ zone: name })}
            />
            {name === "utc" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone}
          </label>
        ))}
      </fieldset>
    </Popover>
  );
}

interface AbsoluteProps {
  time: { since?: string; until?: string };
  zone: Zone;
  onChoose(since?: string, until?: string): void;
}

function Absolute({ time, zone, onChoose }: AbsoluteProps) {
  const start = (text: string | undefined) =>
    text && readMoment(text, "utc") ? printMoment(readMoment(text, "utc") ?? "", zone) : "";
  const from = useSignal(
    start(time.since) || printMoment(new Date(serverNow() - 86_400_000).toISOString(), zone),
  );
  const to = useSignal(start(time.until));
  const problem = useSignal("");
  const apply = (event: Event) => {
    event.preventDefault();
    const since = readMoment(from.value, zone);
    const until = to.value.trim() === "" ? undefined : readMoment(to.value, zone);
    if (!since || (to.value.trim() !== "" && !until)) {
      problem.value = "Enter a time such as 2026-11-24 14:30 or 2026-11-24T14:30:00Z.";
    } else if (until && until <= since) {
      problem.value = "The end must be after the start.";
    } else {
      problem.value = "";
      onChoose(since, until);
    }
  };
  return (
    <form class="absolute" onSubmit={apply}>
      <Moment label="From" value={from} hasProblem={problem.value !== ""} />
      <Moment label="To" value={to} placeholder="now" hasProblem={problem.value !== ""} />
      {problem.value && (
        <p id="time-problem" class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <button type="submit" class="button primary">
        Apply
      </button>
    </form>
  );
}

interface MomentProps {
  label: string;
  value: { value: string };
  placeholder?: string;
  hasProblem: boolean;
}

function Moment({ label, value, placeholder, hasProblem }: MomentProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        class="field"
        spellcheck={false}
        autocomplete="off"
        placeholder={placeholder}
        aria-invalid={hasProblem ? "true" : undefined}
        aria-describedby={hasProblem ? "time-problem" : undefined}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

function titleOf({ since, until }: { since?: string; until?: string }, zone: Zone): string {
  const preset = PRESETS.find(([name]) => name === since);
  if (preset && !until) return preset[1];
  if (!since && !until) return "All time";
  const print = (text: string) => {
    const moment = readMoment(text, "utc");
    return moment ? formatMinute(moment, zone) : toVisibleText(text);
  };
  if (since && until) return `${print(since)} – ${print(until)}`;
  return since ? `Since ${print(since)}` : `Until ${print(until ?? "")}`;
}
