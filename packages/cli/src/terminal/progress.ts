import { SingleBar } from "cli-progress";
import yoctoSpinner from "yocto-spinner";
import type { Cli } from "../cli.js";
import { timeLeft } from "./time-left.js";

/** How far a long read has come. */
export interface ReadProgress {
  events: number;
  /** Items that DynamoDB read, those that a filter dropped included. */
  items: number;
  units: number;
  /** The part of the time range that is done, from 0 to 1. */
  share: number;
}

/** Shows a long read on a terminal's stderr, and nothing anywhere else. */
export interface ProgressBar {
  update(progress: ReadProgress): void;
  stop(): void;
}

/** Steps of the bar: fine enough for a read of days. */
const STEPS = 10_000;

/** Shows how far a read is: events, items, read units and the time left. */
export function startProgressBar(cli: Cli): ProgressBar {
  if (!showsProgress(cli)) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: "{bar} {percentage}% · {events} events · {items} items · {units} read units · {left}",
    stream: cli.io.stderr,
    barsize: 20,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
  const start = performance.now();
  const payload = { events: 0, items: 0, units: 0, left: "" };
  bar.start(STEPS, 0, payload);
  return {
    update({ share, events, items, units }) {
      const left = timeLeft(performance.now() - start, share);
      bar.update(Math.floor(share * STEPS), { events, items, units: Math.ceil(units), left });
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
  const spinner = yoctoSpinner({ text, stream: cli.io.stderr, handleSignals: false }).start();
  try {
    return await work;
  } finally {
    spinner.stop();
  }
}

function showsProgress({ io, notes, options }: Cli): boolean {
  return notes.isTerminal && !options.quiet && io.env.TERM !== "dumb";
}
