import { clearLine, cursorTo, moveCursor } from "node:readline";
import { PassThrough, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { Interrupted } from "../src/errors.js";
import type { Clock } from "../src/io.js";
import { run } from "../src/run.js";

/** What came of a run. On a terminal, everything it shows is in `stdout`. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How the program is run. */
export interface RunOptions {
  env?: Record<string, string | undefined>;
  /** What is piped in; stdin is empty without it. */
  input?: string;
  cwd?: string;
}

/** A command line under way in this process. */
export interface RunningCli {
  ended: Promise<Run>;
  /** What it has printed until now. */
  readonly stdout: string;
  /** Resolves once it has printed a text to either stream; rejects when it ends without. */
  printed(text: string): Promise<void>;
  /** Types into its terminal, or pipes into its stdin. */
  write(text: string): void;
  /** What Ctrl-C does, or with 143 a SIGTERM. */
  interrupt(exitCode?: 130 | 143): void;
}

/** Nothing of the machine that runs the tests: no credentials, no colours, one time zone. */
export const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  TZ: "UTC",
  TERM: "xterm",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

/** Waits for almost nothing: how long a command waits is the subject of other tests. */
const clock: Clock = {
  now: () => performance.now() * 1_000,
  wait: (ms, signal) => delay(ms / 1_000, undefined, { signal }),
  pauses: { minPause: 10, maxPause: 50 },
};

const running = new Set<RunningCli>();

/** Interrupts what a test started and did not end: for `afterEach`. */
export async function stopRuns(): Promise<void> {
  await Promise.all(
    [...running].map((each) => {
      each.interrupt();
      return each.ended;
    }),
  );
}

/** Runs a command line in this process to its end. */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return start(args, options, options.input ?? "", false).ended;
}

/** Starts a command line in this process whose stdin stays open. */
export function startCli(args: readonly string[], options: RunOptions = {}): RunningCli {
  return start(args, options, undefined, false);
}

/** Runs a command line to its end with a terminal of 100 columns as its stdin, stdout and stderr. */
export function runInTerminal(line: string, options: RunOptions = {}): Promise<Run> {
  return start(wordsOf(line), options, undefined, true).ended;
}

/** Starts one there. */
export function startInTerminal(line: string, options: RunOptions = {}): RunningCli {
  return start(wordsOf(line), options, undefined, true);
}

function start(
  args: readonly string[],
  options: RunOptions,
  input: string | undefined,
  isTerminal: boolean,
): RunningCli {
  const interruption = new AbortController();
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal });
  if (input !== undefined) stdin.end(input);
  const stdout = new Screen(isTerminal);
  const stderr = isTerminal ? stdout : new Screen(false);
  const env = { ...ENVIRONMENT, ...options.env };
  const restore = enter(env, options.cwd);
  const ended = run(args, {
    stdin,
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    signal: interruption.signal,
    clock,
  }).then((code) => {
    restore();
    running.delete(cli);
    for (const screen of [stdout, stderr]) screen.end();
    return { code, stdout: stdout.text, stderr: isTerminal ? "" : stderr.text };
  });
  const cli: RunningCli = {
    ended,
    get stdout() {
      return stdout.text;
    },
    async printed(text) {
      const shown = Promise.race([stdout.shows(text), stderr.shows(text)]);
      const isOver = ended.then(({ stdout: out, stderr: err }) => {
        if (`${out}${err}`.includes(text)) return;
        throw new Error(`ended without '${text}':\n${out}${err}`);
      });
      await Promise.race([shown, isOver]);
    },
    write: (text) => void stdin.write(text),
    interrupt: (exitCode = 130) => interruption.abort(new Interrupted(exitCode)),
  };
  running.add(cli);
  return cli;
}

/** Keeps what is written to it, and knows what a stream of a terminal does. */
class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly rows = 40;
  text = "";
  readonly #looks = new Set<() => void>();

  constructor(isTerminal: boolean) {
    super({ decodeStrings: false, defaultEncoding: "utf8" });
    this.isTTY = isTerminal;
  }

  override _write(chunk: string | Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    for (const look of this.#looks) look();
    done();
  }

  shows(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.text.includes(text)) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  cursorTo(x: number, y?: number): boolean {
    return cursorTo(this, x, y);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }
}

let inside = 0;
let before: { env: NodeJS.ProcessEnv; cwd: string } | undefined;

/**
 * Gives this process the environment and the folder of a command, for the AWS SDK and the file system know no others.
 * Commands that run at once share those of the last one.
 */
function enter(env: NodeJS.ProcessEnv, cwd: string | undefined): () => void {
  before ??= { env: { ...process.env }, cwd: process.cwd() };
  inside++;
  replaceEnvironment(env);
  if (cwd !== undefined) process.chdir(cwd);
  return () => {
    inside--;
    if (inside > 0 || !before) return;
    replaceEnvironment(before.env);
    process.chdir(before.cwd);
    before = undefined;
  };
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env))
    if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env))
    if (value !== undefined) process.env[name] = value;
}

/** The words of a command line; quotes keep words together, and nothing else has a meaning. */
export function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g);
  return Array.from(words, ([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
