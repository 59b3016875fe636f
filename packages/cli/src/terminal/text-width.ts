import stringWidth from "string-width";

/** The width of a text in terminal cells; wide characters have two. */
export const widthOf: (text: string) => number = stringWidth;

/** Fills a text up to a width in terminal cells. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(width - widthOf(text), 0));
}

/** The same, with the text on the right: for numbers. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(width - widthOf(text), 0)) + text;
}

/** Truncates text to a width in cells, with an ellipsis. */
export function cut(text: string, width: number): string {
  // A text has at most two cells for each UTF-16 unit: most need no measuring.
  if (text.length * 2 <= width || widthOf(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
