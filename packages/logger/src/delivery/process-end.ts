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

interface Watch {
  readonly unfinished: Set<Draining>;
  listening: boolean;
}

/**
 * All copies of this package in a process watch together: each would take the others' listeners for somebody who
 * decides when the process ends, and then no signal would end it.
 */
const WATCH = Symbol.for("@service-events/logger/watch");
const shared = globalThis as { [WATCH]?: Watch };
shared[WATCH] ??= { unfinished: new Set(), listening: false };
const watch = shared[WATCH];

/** Watches over the end of the process until the matching {@link forget}. */
export function drainAtEnd(draining: Draining): void {
  watch.unfinished.add(draining);
  if (watch.listening) return;
  watch.listening = true;
  process.on("beforeExit", () => void drainAll(BEFORE_EXIT_MS));
  process.on("exit", giveUpAll);
  for (const signal of ["SIGTERM", "SIGINT"] as const) endBySignal(signal);
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

/** Drains at a signal, then lets it do what it would have done without us. */
function endBySignal(signal: NodeJS.Signals): void {
  const listener = () => {
    void drainAll(SIGNAL_MS).finally(() => {
      // Whoever else listens decides when the process ends. Lambda's runtime hangs on process.exit() here,
      // so the signal is sent again, this time to its default.
      if (process.listenerCount(signal) > 1) return;
      process.removeListener(signal, listener);
      giveUpAll();
      process.kill(process.pid, signal);
    });
  };
  process.on(signal, listener);
}
