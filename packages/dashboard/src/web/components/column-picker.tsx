import { COLUMNS, toggleColumn } from "../state/columns.js";
import { adjust, route } from "../state/route.js";
import { toVisibleText } from "../text/visible.js";
import { Popover } from "./popover.js";

/** Chooses the columns of the table. */
export function ColumnPicker() {
  const { columns } = route.value;
  const own = columns
    .filter((name) => name.startsWith("payload."))
    .map((name) => ({ name, title: toVisibleText(name) }));
  return (
    <Popover
      id="columns"
      icon="columns"
      label="Columns"
      title={<span class="wide-only">Columns</span>}
      name="Columns"
    >
      {[...COLUMNS, ...own].map(({ name, title }) => (
        <label key={name} class="choice">
          <input
            type="checkbox"
            checked={columns.includes(name)}
            onChange={() => adjust({ columns: toggleColumn(columns, name) })}
          />
          {title}
        </label>
      ))}
      <p class="muted">To add a payload field as a column, open an event.</p>
    </Popover>
  );
}
