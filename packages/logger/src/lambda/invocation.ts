import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { Logger } from "../logger.js";
import { scopes, type WorkScope } from "../work-scope.js";

/** The state of one invocation of a wrapped handler. */
export interface Invocation extends WorkScope {
  readonly logger: Logger<Catalogue>;
  /** Thrown errors that are already recorded. */
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
 * The logger of the current invocation, from anywhere in its code.
 *
 * Undefined outside of one: while a module is loaded, or in a test that calls a function without its handler. Call it
 * with `?.`, so that it never throws.
 *
 * The compiler cannot infer the wrapper's catalogue: pass its type unless it is the default.
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
