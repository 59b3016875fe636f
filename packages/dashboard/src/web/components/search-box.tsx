import { useSignal } from "@preact/signals";
import { explainTerm, looksLikeEventId, quote } from "@service-events/query/language";
import { useEffect, useId, useRef } from "preact/hooks";
import { closeCompletion, complete, completion } from "../state/completion.js";
import { explainSoon, forgetExplanation } from "../state/explain.js";
import { navigate, route } from "../state/route.js";
import { search } from "../state/search.js";
import { freeTextOf, hasTime, timeOf, withTime } from "../text/terms.js";
import { toVisibleText } from "../text/visible.js";
import { Icon } from "./icon.js";
import { OptionList } from "./option-list.js";

/** The query input: a combobox with completions for the cursor. */
export function SearchBox() {
  const text = useSignal(route.value.query);
  const chosen = useSignal(-1);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { query, view } = route.value;

  useEffect(() => {
    text.value = view === "log" ? query : "";
  }, [query, view]);

  const options = completion.value?.options ?? [];
  const isOpen = options.length > 0;

  const insert = (at: number) => {
    const list = completion.value;
    const option = list?.options[at];
    if (!list || !option || !input.current) return;
    const behind = text.value.slice(list.to);
    const isWhole = option.kind !== "field" && !behind.startsWith(" ");
    const before = text.value.slice(0, list.from) + option.text + (isWhole ? " " : "");
    text.value = before + behind;
    input.current.value = text.value;
    input.current.setSelectionRange(before.length, before.length);
    chosen.value = -1;
    if (option.kind === "field") complete(text.value, before.length);
    else closeCompletion();
    explainSoon(text.value);
  };

  const submit = () => {
    closeCompletion();
    forgetExplanation();
    chosen.value = -1;
    const typed = text.value.trim();
    if (looksLikeEventId(typed)) navigate({ view: "event", id: typed, open: "", tail: false });
    else navigate({ view: "log", id: "", query: withinTime(typed), open: "" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && isOpen) {
      event.preventDefault();
      const count = options.length + 1;
      chosen.value = ((chosen.value + 1 + step + count) % count) - 1;
    } else if (step === 1) {
      complete(text.value, input.current?.selectionStart ?? text.value.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && isOpen && chosen.value >= 0) {
      event.preventDefault();
      insert(chosen.value);
    } else if (event.key === "Enter") {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      if (isOpen) closeCompletion();
      else input.current?.blur();
      event.stopPropagation();
    }
  };

  const error = search.value.error?.kind === "syntax" ? search.value.error : undefined;
  return (
    <search class="search">
      <div class="search-box" data-invalid={error ? "" : undefined}>
        <Icon name="search" />
        <input
          ref={input}
          id="search"
          type="text"
          role="combobox"
          aria-label="Search events"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={
            isOpen && chosen.value >= 0 ? `${listId}-${chosen.value}` : undefined
          }
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? "search-error" : undefined}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          placeholder="origin:orders event:JOB_FAILED user:u_1 since:2h"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            chosen.value = -1;
            complete(text.value, event.currentTarget.selectionStart ?? text.value.length);
            explainSoon(text.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={closeCompletion}
        />
        <FreeTextBadge text={text.value} />
        <button type="button" class="button primary" onClick={submit}>
          Search
        </button>
      </div>
      <OptionList id={listId} options={options} chosen={chosen.value} onChoose={insert} />
      {error && <QueryProblem query={query} column={error.column ?? 1} message={error.message} />}
    </search>
  );
}

/** Keeps the time range of the last search when the new text has none. */
function withinTime(typed: string): string {
  if (hasTime(typed)) return typed;
  return withTime(typed, timeOf(route.peek().query));
}

function FreeTextBadge({ text }: { text: string }) {
  const terms = freeTextOf(text);
  if (terms.length === 0) return null;
  return (
    <span class="badge" title={toVisibleText(terms.map(explainTerm).join(" and "))}>
      text search
    </span>
  );
}

function QueryProblem(props: { query: string; column: number; message: string }) {
  const { query, column, message } = props;
  const at = column - 1;
  return (
    <div id="search-error" class="search-error" role="alert">
      <code>
        {toVisibleText(query.slice(Math.max(at - 30, 0), at))}
        <mark>{toVisibleText(query.charAt(at)) || "␣"}</mark>
        {toVisibleText(query.slice(at + 1, at + 30))}
      </code>
      <span>{toVisibleText(message)}</span>
      <button
        type="button"
        class="button"
        onClick={() => navigate({ query: withTime(quote(query), { since: "24h" }), open: "" })}
      >
        Search for it as text
      </button>
    </div>
  );
}
