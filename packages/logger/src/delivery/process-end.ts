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
  /** Whether the end that is no signal is watched, which once begun costs nothing more. */
  listening: boolean;
  /** The one listener of all copies, so that each of them can take it away. */
  readonly onSignal: (signal: NodeJS.Signals) => void;
}

/**
 * All copies of this package in a process watch together: each would take the others' listeners for somebody who
 * decides when the process ends, and then no signal would end it.
 */
const WATCH = Symbol.for("@service-events/logger/watch");
const shared = globalThis as { [WATCH]?: Watch };
shared[WATCH] ??= { unfinished: new Set(), listening: false, onSignal: endBySignal };
const watch = shared[WATCH];

/** Watches over the end of the process until the matching {@link forget}. */
export function drainAtEnd(draining: Draining): void {
  watch.unfinished.add(draining);
  // A signal is listened to only while there is something to finish: who has nothing to do with us meets it alone.
  if (watch.unfinished.size === 1) for (const signal of SIGNALS) process.on(signal, watch.onSignal);
  if (watch.listening) return;
  watch.listening = true;
  process.on("beforeExit", () => void drainAll(BEFORE_EXIT_MS));
  process.on("exit", giveUpAll);
}

/** Nothing is left to finish. */
export function forget(draining: Draining): void {
  watch.unfinished.delete(draining);
  if (watch.unfinished.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, watch.onSignal);
}

function drainAll(timeoutMs: number): Promise<unknown> {
  return Promise.all(Array.from(watch.unfinished, (each) => each.drain(timeoutMs)));
}

function giveUpAll(): void {
  for (const each of watch.unfinished) each.giveUp();
}

/** Drains at a signal, then lets it do what it would have done without us. */
function endBySignal(signal: NodeJS.Signals): void {
  // Whoever else listens decides when the process ends.
  const isOurs = process.listenerCount(signal) === 1;
  void drainAll(SIGNAL_MS).finally(() => {
    if (!isOurs) return;
    giveUpAll();
    process.removeListener(signal, watch.onSignal);
    // Lambda's runtime hangs on process.exit() here, so the signal is sent again, this time to its default.
    process.kill(process.pid, signal);
  });
}
