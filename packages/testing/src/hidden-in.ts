/** Ranges of code points that no terminal may get from an event; written apart from the code that hides them. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xe0001, 0xe007f],
] as const;

/** The code points in a text that a terminal obeys or nobody sees; empty when there are none. */
export function hiddenIn(text: string): string[] {
  return [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return RANGES.some(([from, to]) => code >= from && code <= to);
  });
}
