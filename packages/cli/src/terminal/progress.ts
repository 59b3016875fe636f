import { type Options, SingleBar } from "cli-progress";
import type { Cli } from "../cli.js";
import { timeLeft } from "./time-left.js";

/** The progress of long work. */
export interface Progress {
  /** The share that is done, from 0 to 1. */
  share: number;
  /** Counts so far, such as `12 events`. */
  counts: readonly string[];
}

/** Shows long work on a terminal's stderr, and nothing anywhere else. */
export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

/** Steps of the bar: fine enough for a read of days. */
const STEPS = 10_000;

const SPINNER = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/** Shows the progress of long work, its counts and the time left. */
export function startProgressBar(cli: Cli): ProgressBar {
  if (!showsProgress(cli)) return { update() {}, stop() {} };
  const bar = createBar(cli, "{bar} {percentage}% · {text}");
  const start = performance.now();
  bar.start(STEPS, 0, { text: "" });
  return {
    update({ share, counts }) {
      const left = timeLeft(performance.now() - start, share);
      bar.update(Math.floor(share * STEPS), { text: [...counts, left].join(" · ") });
    },
    stop: () => bar.stop(),
  };
}

/** Shows on a terminal that something is under way, until it has ended. */
export async function withSpinner<Result>(
  cli: Cli,
  text: string,
  work: Promise<Result>,
): Promise<Result> {
  if (!showsProgress(cli)) return work;
  let frame = 0;
  const bar = createBar(cli, () => `${SPINNER[frame++ % SPINNER.length]} ${text}`);
  bar.start(1, 0);
  try {
    return await work;
  } finally {
    bar.stop();
  }
}

function createBar({ io }: Cli, format: Options["format"]): SingleBar {
  return new SingleBar({
    format,
    stream: io.stderr,
    barsize: 20,
    forceRedraw: true,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
}

function showsProgress({ io, notes, options }: Cli): boolean {
  return notes.isTerminal && !options.quiet && io.env.TERM !== "dumb";
}
