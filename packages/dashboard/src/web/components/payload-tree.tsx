import { useState } from "preact/hooks";
import { toggleColumn } from "../state/columns.js";
import { adjust, route } from "../state/route.js";
import { formatNumber } from "../text/format.js";
import { readMark } from "../text/marker.js";
import { toVisibleText } from "../text/visible.js";
import { LinkedText, Text } from "./text.js";

/** Entries, and characters of a text, shown at first: a payload may have 20,000 values. */
const MORE = 100;
const MAX_TEXT = 1_000;
/** Levels expanded at first. */
const OPEN_LEVELS = 2;

/** A payload as a tree. Collapsed nodes are not rendered, so size and depth are free. */
export function PayloadTree({ value }: { value: object }) {
  return (
    <div class="tree">
      <Entries value={value} path="payload" depth={0} />
    </div>
  );
}

interface NodeProps {
  name: string;
  value: unknown;
  path: string;
  depth: number;
}

function Node({ name, value, path, depth }: NodeProps) {
  const isSmall = depth < OPEN_LEVELS && sizeOf(value) <= MORE / 4;
  const [isOpen, setOpen] = useState(isSmall);
  const mark = readMark(value);
  if (mark || typeof value !== "object" || value === null) {
    return (
      <li class="leaf">
        <Key name={name} path={path} />
        {mark ? <Mark kind={mark.kind} text={mark.text} /> : <Leaf value={value} />}
      </li>
    );
  }
  const size = sizeOf(value);
  const summary = Array.isArray(value) ? `[${formatNumber(size)}]` : `{${formatNumber(size)}}`;
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <KeyName name={name} />
          <span class="muted">{size === 0 ? "empty" : summary}</span>
        </summary>
        {isOpen && <Entries value={value} path={path} depth={depth + 1} />}
      </details>
    </li>
  );
}

function Entries({ value, path, depth }: { value: object; path: string; depth: number }) {
  const [most, setMost] = useState(MORE);
  const entries = Object.entries(value);
  return (
    <ul>
      {entries.slice(0, most).map(([name, child]) => (
        <Node key={name} name={name} value={child} path={`${path}.${part(name)}`} depth={depth} />
      ))}
      {entries.length > most && (
        <li>
          <button type="button" class="link" onClick={() => setMost(most + MORE * 5)}>
            {formatNumber(entries.length - most)} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Key({ name, path }: { name: string; path: string }) {
  const { columns } = route.value;
  const isSimple = !path.includes('"') && !path.includes(",");
  if (!isSimple) return <KeyName name={name} />;
  const isColumn = columns.includes(path);
  const label = `${isColumn ? "Hide" : "Show"} ${toVisibleText(path)} as a column`;
  return (
    <>
      <KeyName name={name} />
      <button
        type="button"
        class="as-column"
        aria-pressed={isColumn}
        aria-label={label}
        title={label}
        onClick={() => adjust({ columns: toggleColumn(columns, path) })}
      >
        ▥
      </button>
    </>
  );
}

function KeyName({ name }: { name: string }) {
  return (
    <span class="key">
      <Text value={name} />
    </span>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <LongText value={value} />;
  return <span class={value === null ? "null" : typeof value}>{String(value)}</span>;
}

function LongText({ value }: { value: string }) {
  const [isWhole, setWhole] = useState(value.length <= MAX_TEXT);
  return (
    <span class="string">
      <LinkedText value={isWhole ? value : value.slice(0, MAX_TEXT)} keepsLines />
      {!isWhole && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          {formatNumber(value.length - MAX_TEXT)} more characters
        </button>
      )}
    </span>
  );
}

function Mark({ kind, text }: { kind: string; text: string }) {
  return (
    <span class={`mark ${kind}`}>
      <Text value={text.slice(0, MAX_TEXT)} />
    </span>
  );
}

function sizeOf(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

/** A key as a path segment of a query. */
function part(name: string): string {
  return /^[\w$-]+$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}
