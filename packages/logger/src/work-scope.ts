import { AsyncLocalStorage } from "node:async_hooks";
import type { RecordWriter, WriteEvent } from "./event-writer.js";

/** A piece of work, such as an invocation, with the writers that took its events. */
export interface WorkScope {
  /** This work's account at each writer that a logger was created with. */
  readonly writers: Map<WriteEvent, RecordWriter>;
  ended: boolean;
}

/** The current work. Costs nothing until work has run in a scope. */
export const scopes = new AsyncLocalStorage<WorkScope>();

/** Writers that took events outside of all work, by what loggers were made with. */
const outside = new Map<WriteEvent, RecordWriter>();

/** Whether they are being collected. */
let asked = false;

/** Starts collecting writers that take events outside of all work: while modules load, or after its end. */
export function rememberOutside(): void {
  asked = true;
}

/** The writers that took events outside of all work since the last call. */
export function takeOutside(): RecordWriter[] {
  const writers = [...outside.values()];
  outside.clear();
  return writers;
}

/** The writer for an event recorded now: the account of the current work, if there is any. */
export function accountNow(
  writeEvent: WriteEvent,
  everything: RecordWriter,
  open: () => RecordWriter,
): RecordWriter {
  const scope = scopes.getStore();
  if (scope === undefined || scope.ended) {
    if (asked) outside.set(writeEvent, everything);
    return everything;
  }
  let own = scope.writers.get(writeEvent);
  if (own === undefined) {
    own = open();
    scope.writers.set(writeEvent, own);
  }
  return own;
}
