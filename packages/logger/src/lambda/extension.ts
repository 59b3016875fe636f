import { type InvokeEvent, type RegisteredExtension, register } from "./extensions-api.js";
import type { Settle } from "./settle.js";
import { afterResponseMs } from "./timing.js";

/** Keeps the environment from freezing until the events of an invocation are settled. */
export interface Extension {
  /**
   * The wrapped handler of an invocation starts.
   *
   * @returns a function to call when the handler has settled and its response is about to leave; undefined when the
   * caller has to settle the events itself.
   */
  begin(requestId: string, settle: Settle): (() => void) | undefined;
}

/** What is known of an invocation that has begun. */
interface Invocation {
  readonly settle: Settle;
  readonly ended: Promise<void>;
  end(): void;
}

/**
 * How long, in ms, an invocation may take to reach the wrapped handler: middleware may answer without calling it. Later
 * ones settle their events themselves.
 */
const GRACE_MS = 100;
/** Time, in ms, that is left to a flush when a handler has not settled shortly before its timeout. */
const LAST_CALL_MS = 400;
/** How long, in ms, a handler may continue after middleware has answered for it. */
const LEFT_BEHIND_MS = 300;
/** The longest pause, in ms, between attempts to reach Lambda again. */
const LONGEST_PAUSE_MS = 1_000;

let registration: Promise<Extension | undefined> | undefined;
let registered: Extension | undefined;

/**
 * Registers this process's extension, once. It must have answered before the runtime asks for its first invocation.
 *
 * If that fails, the reason is logged once to stderr, and events are flushed before the response instead.
 */
export function registerExtension(): Promise<Extension | undefined> {
  registration ??= start();
  return registration;
}

/** The extension, if it is registered by now. */
export function currentExtension(): Extension | undefined {
  return registered;
}

async function start(): Promise<Extension | undefined> {
  const { AWS_LAMBDA_RUNTIME_API: runtimeApi, AWS_LAMBDA_MAX_CONCURRENCY: concurrency } =
    process.env;
  // Outside Lambda nothing freezes: no warning.
  if (runtimeApi === undefined) return undefined;
  if (concurrency !== undefined) {
    sayFallback("this environment serves concurrent invocations, so it never freezes after one");
    return undefined;
  }
  try {
    registered = runExtension(await register(runtimeApi));
  } catch (error) {
    sayFallback((error as Error).message);
  }
  return registered;
}

function sayFallback(reason: string): void {
  console.warn(
    `service-events: events are flushed before the response instead of after it: ${reason}. ` +
      "See docs/lambda.md, 'After the response'.",
  );
}

/** Serves one invocation after the other, as long as the process lives. Exported for tests. */
export function runExtension(lambda: RegisteredExtension): Extension {
  const invocations = new Map<string, Invocation>();
  /** Called when the invocation that is being waited for begins. */
  let onBegin = () => {};
  /** The last invocation that the extension received: beginning it later is too late. */
  let served: string | undefined;
  /** Lambda cannot be reached, so the extension receives no invocations. */
  let lost = false;

  async function run(): Promise<never> {
    for (let failures = 0; ; ) {
      try {
        const invoke = await lambda.next();
        failures = 0;
        lost = false;
        await serve(invoke);
      } catch {
        lost = true;
        // Lambda waits for the extension, so nothing freezes before it asks again.
        await Promise.all(Array.from(invocations.keys(), settleLost));
        await pause(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** failures++));
      }
    }
  }

  async function serve({ requestId, deadlineMs }: InvokeEvent): Promise<void> {
    if (!invocations.has(requestId)) await begun();
    served = requestId;
    const invocation = invocations.get(requestId);
    if (invocation === undefined) return;
    const remainingMs = deadlineMs - Date.now();
    const timeoutAt = performance.now() + remainingMs;
    const lastCall = setTimeout(invocation.end, remainingMs - LAST_CALL_MS).unref();
    await invocation.ended;
    clearTimeout(lastCall);
    // In these turns of the event loop the runtime posts the response; settling would compete with it.
    await turn();
    await turn();
    await invocation.settle(afterResponseMs(timeoutAt));
    invocations.delete(requestId);
  }

  function begun(): Promise<void> {
    const begin = new Promise<void>((resolve) => {
      onBegin = resolve;
    });
    return Promise.race([begin, pause(GRACE_MS)]);
  }

  async function settleLost(requestId: string): Promise<void> {
    const invocation = invocations.get(requestId);
    await invocation?.ended;
    await invocation?.settle(afterResponseMs(undefined));
    invocations.delete(requestId);
  }

  lambda.onResponse((requestId) => {
    const invocation = invocations.get(requestId);
    if (invocation) setTimeout(invocation.end, LEFT_BEHIND_MS).unref();
  });

  // Nothing is left that could settle a handler, and the runtime gives up on its invocation.
  process.on("beforeExit", () => {
    for (const invocation of invocations.values()) invocation.end();
  });
  void run();

  return {
    begin(requestId, settle) {
      if (lost || requestId === served || invocations.has(requestId)) return undefined;
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      invocations.set(requestId, { settle, ended, end });
      onBegin();
      return end;
    },
  };
}

/** Keeps no process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
