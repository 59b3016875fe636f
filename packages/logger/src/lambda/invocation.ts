import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { Logger } from "../logger.js";
import { scopes, type WorkScope } from "../work-scope.js";

/** What belongs to one invocation of a wrapped handler, and to no other. */
export interface Invocation extends WorkScope {
  readonly logger: Logger<Catalogue>;
  /** What handlers have thrown, and is recorded already. */
  readonly recorded: Set<unknown>;
}

/** Runs something as a part of an invocation. */
export function runInvocation<T>(invocation: Invocation, run: () => T): T {
  return scopes.run(invocation, run);
}

/** The invocation that the caller is a part of, unless it is over. */
export function currentInvocation(): Invocation | undefined {
  const invocation = latestInvocation();
  return invocation?.ended ? undefined : invocation;
}

function latestInvocation(): Invocation | undefined {
  // Nothing else runs work in a scope.
  return scopes.getStore() as Invocation | undefined;
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
  return latestInvocation()?.logger as Logger<Events> | undefined;
}
