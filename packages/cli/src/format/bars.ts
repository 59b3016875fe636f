import { padEnd, padStart, widthOf } from "../terminal/text-width.js";

/** One bar of a chart; the label is safe to print. */
export interface Bar {
  label: string;
  count: number;
  paint?(text: string): string;
}

/** How a chart looks. */
export interface ChartStyle {
  /** Width in cells that a line may have. */
  columns: number;
  /** Only characters of ASCII, for terminals that have no others. */
  ascii: boolean;
}

const MAX_BAR = 60;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Lines of a bar chart: label, count, and a bar in proportion to the largest. */
export function barLines(bars: readonly Bar[], { columns, ascii }: ChartStyle): string[] {
  const most = Math.max(...bars.map(({ count }) => count), 1);
  const labelWidth = Math.max(...bars.map(({ label }) => widthOf(label)), 0);
  const countWidth = String(most).length;
  const room = Math.min(Math.max(columns - labelWidth - countWidth - 4, 10), MAX_BAR);
  return bars.map(({ label, count, paint = (text) => text }) => {
    const bar = drawBar((count / most) * room, ascii);
    const start = `${padEnd(label, labelWidth)}  ${padStart(String(count), countWidth)}`;
    return bar === "" ? start : `${start}  ${paint(bar)}`;
  });
}

/** Whatever happened is seen: the smallest count above 0 has a bar, too. */
function drawBar(cells: number, ascii: boolean): string {
  if (cells === 0) return "";
  if (ascii) return "#".repeat(Math.max(Math.round(cells), 1));
  const eighths = Math.max(Math.round(cells * 8), 1);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}
