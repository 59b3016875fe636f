import { AsyncLocalStorage } from "node:async_hooks";
import type { RecordWriter, WriteEvent } from "./event-writer.js";

/** A piece of work, such as an invocation, with the writers that took its events. */
export interface WorkScope {
  /** By the writer that a logger was made with: the account of this work at it. */
  readonly writers: Map<WriteEvent, RecordWriter>;
  ended: boolean;
}

/** What runs now. It costs nothing until some work has been run in a scope. */
export const scopes = new AsyncLocalStorage<WorkScope>();

/** Writers that took events outside of all work, by what loggers were made with. */
const outside = new Map<WriteEvent, RecordWriter>();

/** Whether anybody asks for them. */
let asked = false;

/** Begins to remember writers that take events outside of all work: while modules load, or after its end. */
export function rememberOutside(): void {
  asked = true;
}

/** The writers that took events outside of all work since the last call. */
export function takeOutside(): RecordWriter[] {
  const writers = [...outside.values()];
  outside.clear();
  return writers;
}

/** Where an event goes that is recorded now through a writer: to the account of the work that runs, if there is any. */
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
