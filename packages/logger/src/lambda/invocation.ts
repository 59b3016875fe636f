import { AsyncLocalStorage } from "node:async_hooks";
import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { Logger } from "../logger.js";
import type { Settle } from "./extension.js";

/** What belongs to one invocation of a wrapped handler, and to no other. */
export interface Invocation {
  readonly logger: Logger<Catalogue>;
  /** What has to be settled at its end: one for each wrapper that the invocation goes through. */
  readonly settles: Settle[];
  /** What handlers have thrown, and is recorded already. */
  readonly recorded: Set<unknown>;
  ended: boolean;
}

const storage = new AsyncLocalStorage<Invocation>();

/** Runs something as a part of an invocation. */
export const runInvocation: <T>(invocation: Invocation, run: () => T) => T =
  storage.run.bind(storage);

/** The invocation that the caller is a part of, unless it is over. */
export function currentInvocation(): Invocation | undefined {
  const invocation = storage.getStore();
  return invocation?.ended ? undefined : invocation;
}

/**
 * The logger of the invocation that the caller is a part of, wherever in the code that is.
 *
 * Undefined where there is none: while a module is loaded, or in a test that calls a function without its handler.
 * So it is called with `?.` and never throws into the business.
 *
 * Nothing tells the compiler which catalogue the wrapper was given: name it when it is not the default.
 *
 * @example
 * currentLogger()?.event(EventType.JobStarted, { description: "Invoice run started" });
 * currentLogger<typeof events>()?.event("ORDER_PLACED", { payload: { orderId: "o_1" } });
 */
export function currentLogger<Events extends Catalogue = DefaultEvents>():
  | Logger<Events>
  | undefined {
  return storage.getStore()?.logger as Logger<Events> | undefined;
}
