import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { Logger } from "../logger.js";

/**
 * The context that Lambda passes to a handler. Same as `Context` of `@types/aws-lambda`, without depending on it.
 */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  identity?: { cognitoIdentityId: string; cognitoIdentityPoolId: string };
  clientContext?: ClientContext;
  tenantId?: string;
  /** Time until the timeout, in ms. */
  getRemainingTimeInMillis(): number;
  /** @deprecated Return a result or throw instead. */
  done(error?: Error, result?: unknown): void;
  /** @deprecated Throw instead. */
  fail(error: Error | string): void;
  /** @deprecated Return the result instead. */
  succeed(messageOrObject: unknown): void;
}

/** What a mobile app's SDK reports about itself. */
interface ClientContext {
  client: Record<
    "installationId" | "appTitle" | "appVersionName" | "appVersionCode" | "appPackageName",
    string
  >;
  custom?: unknown;
  env: Record<"platformVersion" | "platform" | "make" | "model" | "locale", string>;
}

/** Lambda's context, and the logger of the invocation. */
export type LoggingContext<Events extends Catalogue = DefaultEvents> = LambdaContext & {
  logger: Logger<Events>;
};

/**
 * A separate context for the handler: all members of Lambda's, including accessors (`callbackWaitsForEmptyEventLoop`),
 * plus the logger.
 *
 * Lambda's own context is not changed: tests may share one among invocations, whose loggers must not mix.
 */
export function withLogger<Events extends Catalogue>(
  context: unknown,
  logger: Logger<Events>,
): LoggingContext<Events> {
  const original = typeof context === "object" && context !== null ? context : {};
  return Object.create(Object.getPrototypeOf(original), {
    ...Object.getOwnPropertyDescriptors(original),
    logger: { value: logger, enumerable: true, configurable: true, writable: true },
  });
}
