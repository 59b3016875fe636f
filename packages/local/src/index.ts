export { LocalError } from "./errors.js";
export type { FunctionDefinition } from "./functions/definitions.js";
export type { FunctionError, FunctionLine, InvocationResult } from "./functions/invocation.js";
export type { Log } from "./log.js";
export { OPERATOR_CREDENTIALS } from "./operator.js";
export { type LocalApp, type LocalOptions, startLocal } from "./start-local.js";
export type { TriggerDescription } from "./triggers/local-triggers.js";
export type { UserPoolTrigger } from "./triggers/user-pools.js";
export type { ServedApi } from "./web.js";
