import { commands } from "../state/commands.js";
import { shortcuts } from "../state/preferences.js";
import { Dialog } from "./dialog.js";

const MOVES = [
  ["↓ ↑ or j k", "move in the list"],
  ["Enter", "open or close the event"],
  ["Esc", "close the event or dialog"],
  ["Ctrl K or ⌘ K", "all commands"],
] as const;

const LANGUAGE = [
  ["origin:orders", "events of one service"],
  ["event:JOB_FAILED,ERROR", "one of several types"],
  ["-level:debug", "exclude a value"],
  ["user:u_1", "one user: cheap, since it has an index"],
  ["payload.amount:>=100", "a value in the payload"],
  ["event:JOB_*", "types that start with JOB_"],
  ["expires:<7d", "events that expire within seven days"],
  ["since:2h until:now", "a time range"],
  ['"card declined"', "descriptions that contain this text"],
] as const;

/** Keyboard shortcuts and query syntax. */
export function Help() {
  const keys = commands().flatMap(({ name, key }) => (key ? [[key, name] as const] : []));
  return (
    <Dialog title="Help" class="help">
      <section>
        <h3>Keys</h3>
        <Pairs pairs={[...MOVES, ...keys]} isKeys />
        <label class="choice">
          <input
            type="checkbox"
            checked={shortcuts.value}
            onChange={(event) => {
              shortcuts.value = event.currentTarget.checked;
            }}
          />
          Single-key shortcuts
        </label>
      </section>
      <section>
        <h3>Search</h3>
        <Pairs pairs={LANGUAGE} />
        <p class="muted">
          All terms must hold. The line under the box says what a search will read and cost. The
          same text works in the address, the API and the command line.
        </p>
      </section>
    </Dialog>
  );
}

interface PairsProps {
  pairs: readonly (readonly [string, string])[];
  isKeys?: boolean;
}

function Pairs({ pairs, isKeys = false }: PairsProps) {
  return (
    <dl class="pairs">
      {pairs.map(([term, meaning]) => (
        <div key={term}>
          <dt>{isKeys ? <kbd>{term}</kbd> : <code>{term}</code>}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
