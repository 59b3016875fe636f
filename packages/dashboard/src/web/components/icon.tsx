/** SVG paths of the icons, in a 16 × 16 view box. */
const STROKES = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.5 10.5l3 3",
  clock: "M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12M8 4.8V8l2.2 1.6",
  play: "M5 3.2v9.6L12.5 8z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  help: "M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12M6.2 6.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1M8 11.2v.1",
  theme: "M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12M8 2v12M10 2.5v11M12 3.7v8.6",
  close: "M4 4l8 8M12 4l-8 8",
  previous: "M8 12.5v-9M4.5 7L8 3.5 11.5 7",
  next: "M8 3.5v9M4.5 9L8 12.5 11.5 9",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  link: "M6.5 9.5l3-3M7.5 4.5l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.5l-1 1a2.8 2.8 0 0 1-4-4l1-1",
  out: "M6 3.5H3.5v9h9V10M9 3h4v4M13 3L7.5 8.5",
  command: "M3 4l3.5 3.5L3 11M8 12h5",
  check: "M3.5 8.5l3 3 6-7",
} as const;

export type IconName = keyof typeof STROKES;

/** A decorative icon: its meaning is always given in text as well. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={STROKES[name]} />
    </svg>
  );
}
