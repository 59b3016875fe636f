import type { Io } from "./io.js";
import { type ColorMode, type Colors, createColors, wantsColor } from "./terminal/color.js";
import { createNotes, type Notes } from "./terminal/notes.js";
import { createOutput, type Output } from "./terminal/output.js";

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  table?: string;
  stack?: string;
  profile?: string;
  region?: string;
  endpoint?: string;
  json?: boolean;
  color: ColorMode;
  utc?: boolean;
  quiet?: boolean;
}

/** What a command works with. */
export interface Cli {
  io: Io;
  options: GlobalOptions;
  out: Output;
  notes: Notes;
  /** Styles for stdout. */
  colors: Colors;
  signal: AbortSignal;
}

export function createCli(io: Io, options: GlobalOptions): Cli {
  return {
    io,
    options,
    out: createOutput(io.stdout),
    notes: createNotes(io.stderr, options.quiet === true),
    colors: createColors(wantsColor(options.color, io.env, io.stdout)),
    signal: io.signal,
  };
}
