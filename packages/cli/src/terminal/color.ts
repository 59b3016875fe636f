import pc from "picocolors";

/** The values of `--color`. */
export type ColorMode = "auto" | "always" | "never";

export type Colors = ReturnType<typeof pc.createColors>;

/** Text styles, for text that is safe to print. */
export const createColors: (enabled: boolean) => Colors = pc.createColors;

/**
 * Whether a stream is written to in colour. `--color` decides first, then `FORCE_COLOR` (`0` and `false` turn off), then
 * `NO_COLOR`, then whether it is a terminal that is not dumb.
 */
export function wantsColor(
  mode: ColorMode,
  env: NodeJS.ProcessEnv,
  stream: { isTTY?: boolean },
): boolean {
  if (mode !== "auto") return mode === "always";
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: term } = env;
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (refused !== undefined && refused !== "") return false;
  return stream.isTTY === true && term !== "dumb";
}
