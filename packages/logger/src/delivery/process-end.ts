/** Something that wants to finish before its process ends. */
export interface Draining {
  /** Delivers what it can within so many ms; never rejects. */
  drain(timeoutMs: number): Promise<unknown>;
  /** The last moment: hands over, synchronously, what is left. */
  giveUp(): void;
}

/** Time, in ms, for what is left when a process has nothing else to do. */
const BEFORE_EXIT_MS = 5_000;
/** Lambda grants 500 ms between SIGTERM and SIGKILL. */
const SIGNAL_MS = 400;
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

interface Watch {
  readonly unfinished: Set<Draining>;
  /** Whether the end without a signal is watched. */
  watchesExit: boolean;
  /** Whether signals are listened to. */
  watchesSignals: boolean;
  /** Whether the signal that ends the process was sent again: others may still have listeners that run until it comes. */
  isOver: boolean;
}

/**
 * All copies of this package in a process watch together: each would take the others' listeners for somebody who
 * decides when the process ends, and then no signal would end it.
 */
const WATCH = Symbol.for("@service-events/logger/process-end");
const shared = globalThis as { [WATCH]?: Watch };
shared[WATCH] ??= {
  unfinished: new Set(),
  watchesExit: false,
  watchesSignals: false,
  isOver: false,
};
const watch = shared[WATCH];

/**
 * Watches over the end of the process until the matching {@link forget}.
 *
 * @param signals whether SIGTERM and SIGINT are listened to, from now on and for as long as the process lives
 */
export function drainAtEnd(draining: Draining, signals: boolean): void {
  watch.unfinished.add(draining);
  if (!watch.watchesExit) {
    watch.watchesExit = true;
    process.on("beforeExit", () => void drainAll(BEFORE_EXIT_MS));
    process.on("exit", giveUpAll);
  }
  if (signals && !watch.watchesSignals) {
    watch.watchesSignals = true;
    // First, so that it sees listeners of others that `once` removes before it calls them; and kept, since a signal that
    // was caught and not yet dispatched is lost with its last listener.
    for (const signal of SIGNALS) process.prependListener(signal, drainBySignal);
  }
}

/** Whether nothing that begins now can be finished. */
export function isProcessOver(): boolean {
  return watch.isOver;
}

/** Nothing is left to finish. */
export function forget(draining: Draining): void {
  watch.unfinished.delete(draining);
}

function drainAll(timeoutMs: number): Promise<unknown> {
  return Promise.all(Array.from(watch.unfinished, (each) => each.drain(timeoutMs)));
}

function giveUpAll(): void {
  for (const each of watch.unfinished) each.giveUp();
}

/** Drains at a signal. The process ends by it only if nobody else listens, as it would have without this listener. */
function drainBySignal(signal: NodeJS.Signals): void {
  const isAlone = process.listenerCount(signal) === 1 + waitingForUs();
  const drained = drainAll(SIGNAL_MS);
  if (!isAlone) return;
  void drained.finally(() => {
    watch.isOver = true;
    giveUpAll();
    process.removeListener(signal, drainBySignal);
    // Lambda's runtime hangs on process.exit() here, so the signal is sent again, this time to its default.
    process.kill(process.pid, signal);
  });
}

/**
 * Listeners of the package `signal-exit`, which only end the process when they are alone: while others listen, each of
 * them waits for those. Its versions 3 and 4 count their listeners at these places, to know each other.
 */
function waitingForUs(): number {
  const { __signal_exit_emitter__: version3 } = process as { __signal_exit_emitter__?: Counted };
  const { [SIGNAL_EXIT]: version4 } = globalThis as { [SIGNAL_EXIT]?: Counted };
  return (version3?.count ?? 0) + (version4?.count ?? 0);
}

interface Counted {
  readonly count?: number;
}

const SIGNAL_EXIT = Symbol.for("signal-exit emitter");
