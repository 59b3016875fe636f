import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";

type Rgb = readonly [number, number, number];
type Theme = Record<string, Rgb>;
/** A color, what it lies on, and the ratio that WCAG 2.2 asks for. */
type Pair = readonly [front: string, ground: string, least: number];

const TEXT = 4.5;
const GRAPHICS = 3;

/** What anything may lie on. */
const GROUNDS = ["page", "surface", "raised"];
/** What text that names no ground may lie on, too: rows that are pointed at or selected. */
const TEXT_GROUNDS = [...GROUNDS, "hover", "accent-soft"];
/** What must be seen to use the page: edges of fields, what holds the focus, bars, filled controls. */
const GRAPHIC_TOKENS = ["field-line", "accent", "accent-fill", "bar", "bar-error", "bar-warn"];
/** What only divides: without it, nothing is lost. */
const DECORATION = ["line", "line-strong", "shadow"];
/** Text that lies on a ground by what is put into it, not by a rule of its own. */
const NESTED: readonly Pair[] = [
  ["text", "error-soft", TEXT],
  ["accent", "error-soft", TEXT],
  ["text", "badge on error-soft", TEXT],
  ...GROUNDS.map((ground) => ["muted", `badge on ${ground}`, TEXT] as const),
];

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".css"));
const css = files.map((name) => readFileSync(`${folder}${name}`, "utf8")).join("\n");
const tokens = [
  ...css.matchAll(/--([\w-]+): light-dark\((#\w{6}|rgb\([^)]*\)), (#\w{6}|rgb\([^)]*\))\);/g),
];

/** The tokens of a theme, and the ground of a badge: see `.badge`. */
function themeOf(at: 2 | 3): Theme {
  const theme: Theme = { "on-accent": parse("#ffffff") };
  for (const token of tokens) {
    const [, name = ""] = token;
    if (!DECORATION.includes(name)) theme[name] = parse(token[at] ?? "");
  }
  for (const ground of [...GROUNDS, "error-soft"]) {
    theme[`badge on ${ground}`] = mix(theme.muted as Rgb, theme[ground] as Rgb, 0.13);
  }
  return theme;
}

/** What the rules of the stylesheets put on each other. */
function usedPairs(): Pair[] {
  const rules = [...css.matchAll(/\{([^{}]*)\}/g)].map(([, body = ""]) => body);
  return rules.flatMap((body) => {
    const front = /(?:^|[\s;])color: var\(--([\w-]+)\)/.exec(body)?.[1];
    const ground = /background: var\(--([\w-]+)\)/.exec(body)?.[1];
    if (!front) return [];
    return (ground ? [ground] : TEXT_GROUNDS).map((on) => [front, on, TEXT] as const);
  });
}

function parse(hex: string): Rgb {
  const at = (place: number) => Number.parseInt(hex.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}

function mix(front: Rgb, ground: Rgb, share: number): Rgb {
  const part = (at: 0 | 1 | 2) => front[at] * share + ground[at] * (1 - share);
  return [part(0), part(1), part(2)];
}

/** The relative luminance of WCAG. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratioOf(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const PAIRS: readonly Pair[] = [
  ...usedPairs(),
  ...NESTED,
  ...GRAPHIC_TOKENS.flatMap((front) => GROUNDS.map((on) => [front, on, GRAPHICS] as const)),
];

it.each([
  ["light", 2],
  ["dark", 3],
] as const)("has enough contrast in the %s theme wherever something lies on something", (_, at) => {
  const theme = themeOf(at);
  const weak = PAIRS.flatMap(([front, ground, least]) => {
    const [one, other] = [theme[front], theme[ground]];
    if (!one || !other) return [`${front} on ${ground}: no such color`];
    const ratio = ratioOf(one, other);
    return ratio < least ? [`${front} on ${ground}: ${ratio.toFixed(2)} < ${least}`] : [];
  });
  expect([...new Set(weak)]).toEqual([]);
});

it("leaves out no color", () => {
  const paired = new Set(PAIRS.flat());
  const names = tokens.map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !paired.has(name) && !DECORATION.includes(name))).toEqual([]);
});

it("measures as WCAG does", () => {
  expect(ratioOf([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(ratioOf(parse("#767676"), parse("#ffffff"))).toBeCloseTo(4.54, 2);
});
