import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Column, columnsOf } from "../state/columns.js";
import { narrow } from "../state/layout.js";
import { adjust, navigate, route } from "../state/route.js";
import type { EventRow, GapRow, Row } from "../state/rows.js";
import { loadMore, rows, search } from "../state/search.js";
import type { Zone } from "../text/format.js";
import { Cell } from "./cell.js";
import { Gap, readGap } from "./gap.js";
import { useRows } from "./use-rows.js";
import { useTailPause } from "./use-tail-pause.js";

/** Heights in px: of a row, of a row shown as a card, and of the sticky header. */
const ROW = 28;
const CARD = 76;
const HEAD = 31;
/** Rows from the end at which the next page is loaded. */
const AHEAD = 20;

/** The table of events. Only rows near the viewport are rendered. */
export function Table() {
  const box = useRef<HTMLDivElement>(null);
  const { columns: names, zone, open, tail } = route.value;
  const columns = columnsOf(names);
  const list = rows.value;
  const active = useSignal("");
  const [height, head] = narrow.value ? [CARD, 0] : [ROW, HEAD];
  const virtual = useRows(box, list.length, height, head);
  const items = virtual.getVirtualItems();

  const lastShown = items.at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= list.length - AHEAD;
  useEffect(() => {
    if (isNearEnd && search.peek().phase === "ready" && !tail) void loadMore();
  }, [isNearEnd, lastShown, list.length, tail]);
  useTailPause(box, tail);

  const at = Math.max(
    list.findIndex((row) => row.sk === active.value),
    0,
  );
  const openAt = list.findIndex((row) => row.kind === "event" && row.event.id === open);
  const isOpenThere = openAt >= 0;
  // Keyboard navigation continues from the open event, however it was opened.
  useEffect(() => {
    if (!isOpenThere) return;
    active.value = list[openAt]?.sk ?? "";
    virtual.scrollToIndex(openAt, { align: "auto" });
  }, [open, isOpenThere]);
  const activate = (index: number) => {
    const row = list[Math.min(Math.max(index, 0), list.length - 1)];
    if (!row) return;
    active.value = row.sk;
    virtual.scrollToIndex(list.indexOf(row), { align: "auto" });
    if (open && row.kind === "event") adjust({ open: row.event.id });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const shown = (box.current?.clientHeight ?? 0) - head;
    const page = Math.max(Math.floor(shown / height) - 1, 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: list.length - 1,
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (to !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      activate(to);
    } else if (event.key === "Enter" && event.target === event.currentTarget) {
      openRow(list[at]);
    }
  };

  return (
    <div
      ref={box}
      class="table"
      id="events"
      role="grid"
      tabIndex={0}
      aria-label="Events"
      aria-rowcount={list.length + 1}
      aria-busy={search.value.phase === "loading"}
      aria-activedescendant={items.some(({ index }) => index === at) ? `row-${at}` : undefined}
      onKeyDown={onKeyDown}
      style={{ "--columns": columns.map(({ width }) => width).join(" ") }}
    >
      <Head columns={columns} />
      <div class="rows" role="rowgroup" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start, size }) => {
          const row = list[index];
          if (!row) return null;
          const place = { index, top: start, height: size, isActive: index === at };
          return row.kind === "gap" ? (
            <GapLine key={row.sk} row={row} {...place} />
          ) : (
            <Line key={row.sk} row={row} columns={columns} zone={zone} open={open} {...place} />
          );
        })}
      </div>
    </div>
  );
}

function Head({ columns }: { columns: readonly Column[] }) {
  return (
    <div class="head" role="rowgroup">
      <div class="line" role="row" aria-rowindex={1}>
        {columns.map(({ name, title }) => (
          <div key={name} role="columnheader" class="cell" data-column={name}>
            {title}
          </div>
        ))}
      </div>
    </div>
  );
}

interface Place {
  index: number;
  top: number;
  height: number;
  isActive: boolean;
}

interface LineProps extends Place {
  row: EventRow;
  columns: readonly Column[];
  zone: Zone;
  open: string;
}

function Line({ row, columns, zone, open, index, top, height, isActive }: LineProps) {
  const { event, isLate, isNew } = row;
  return (
    <div
      id={`row-${index}`}
      class="line"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={event.id === open}
      data-level={event.level}
      data-active={isActive ? "" : undefined}
      data-new={isNew ? "" : undefined}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      onClick={() => openRow(row)}
    >
      {columns.map(({ name }) => (
        <div key={name} role="gridcell" class="cell" data-column={name}>
          {name === "time" && isLate && (
            <span class="badge" title="Arrived after events of a later time">
              late
            </span>
          )}
          <Cell name={name} event={event} zone={zone} isActive={isActive} />
        </div>
      ))}
    </div>
  );
}

function GapLine({ row, index, top, height }: Place & { row: GapRow }) {
  return (
    <div
      id={`row-${index}`}
      class="line gap"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
    >
      <Gap row={row} />
    </div>
  );
}

function openRow(row: Row | undefined): void {
  if (row?.kind === "gap") readGap(row);
  if (row?.kind !== "event") return;
  const { open } = route.peek();
  if (open === row.event.id) navigate({ open: "" });
  else if (open) adjust({ open: row.event.id });
  else navigate({ open: row.event.id });
}
