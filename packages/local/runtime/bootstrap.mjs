// @ts-check
// Runs one Lambda function in a process of its own: loads its handler, then calls it for each message of the parent.
// Plain JavaScript without imports of this package, so that it starts at once under any Node.js.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** @typedef {import("../src/functions/invocation.js").InvokeMessage} InvokeMessage */
/** @typedef {import("../src/functions/invocation.js").RuntimeMessage} RuntimeMessage */
/** @typedef {import("../src/functions/invocation.js").FunctionError} FunctionError */

const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;
/** From Node.js 24 on, Lambda runs no handlers that answer through a callback. */
const FIRST_WITHOUT_CALLBACKS = 24;

const channel = process.channel;
const sendToParent = process.send?.bind(process);
// What a function finds on Lambda has no parent to talk to.
delete process.send;

/** @type {{ requestId: string, whenLoopIsEmpty: () => void } | undefined} */
let current;

/** @param {RuntimeMessage} message @param {() => void} [sent] */
function send(message, sent) {
  sendToParent?.(message, undefined, undefined, sent && (() => sent()));
}

/** @param {unknown} error @param {string} [errorType] @returns {FunctionError} */
function describeError(error, errorType) {
  // Not instanceof: an error may come from another realm.
  if (Object.prototype.toString.call(error) !== "[object Error]") {
    return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
  }
  const { name, message, stack } = /** @type {Error} */ (error);
  return { errorType: errorType ?? name, errorMessage: message, trace: (stack ?? "").split("\n") };
}

/** @param {FunctionError} error */
function fail(error) {
  send({ type: "failed", error }, () => process.exit(1));
}

/** @param {string} specification such as `folder/index.handler` */
async function loadHandler(specification) {
  const slash = specification.lastIndexOf("/") + 1;
  const dot = specification.indexOf(".", slash);
  if (dot < 0) {
    throw Object.assign(new Error(`'${specification}' is not a handler: use file.name`), {
      errorType: "Runtime.MalformedHandlerName",
    });
  }
  const file = join(String(process.env.LAMBDA_TASK_ROOT), specification.slice(0, dot));
  const names = specification.slice(dot + 1).split(".");
  const path = [".js", ".mjs", ".cjs"].map((ending) => file + ending).find(existsSync);
  if (!path) {
    throw Object.assign(new Error(`cannot find ${file}.js, .mjs or .cjs`), {
      errorType: "Runtime.ImportModuleError",
    });
  }
  const loaded = await import(pathToFileURL(path).href);
  const handler = pick(loaded, names) ?? pick(loaded.default, names);
  if (typeof handler === "function") return handler;
  throw Object.assign(new Error(`${specification} is undefined or not exported`), {
    errorType: "Runtime.HandlerNotFound",
  });
}

/** @param {any} value @param {string[]} names */
function pick(value, names) {
  return names.reduce((inner, name) => inner?.[name], value);
}

/** @param {any} error */
function describeLoadError(error) {
  if (error?.errorType) return describeError(error, error.errorType);
  if (error?.name === "SyntaxError") return describeError(error, "Runtime.UserCodeSyntaxError");
  if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(String(error?.code))) return describeError(error);
  const described = describeError(error, "Runtime.ImportModuleError");
  if (!/'(@aws-sdk|@smithy)\//.test(described.errorMessage)) return described;
  const hint =
    "Lambda's runtime brings the AWS SDK along; here it must be installed beside the app";
  return { ...described, errorMessage: `${described.errorMessage} (${hint})` };
}

/** @param {Function} handler @param {InvokeMessage} message */
function invoke(handler, message) {
  const { requestId } = message;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const finish = (/** @type {RuntimeMessage} */ answer) => {
    if (current?.requestId !== requestId) return;
    current = undefined;
    channel?.ref();
    send(answer);
  };
  const succeed = (/** @type {unknown} */ value) => finish(serialize(requestId, value));
  const reject = (/** @type {unknown} */ error) =>
    finish({ type: "error", requestId, error: describeError(error) });
  const context = createContext(message);
  current = { requestId, whenLoopIsEmpty: () => succeed(null) };
  // While the handler runs only its own work keeps the loop busy: so it shows when there is none left.
  channel?.unref();

  const callback = (/** @type {unknown} */ error, /** @type {unknown} */ value) => {
    const settle = () => (error ? reject(error) : succeed(value));
    if (!context.callbackWaitsForEmptyEventLoop || !current) return settle();
    current.whenLoopIsEmpty = settle;
  };
  try {
    const returned = handler(JSON.parse(message.event), context, callback);
    if (typeof returned?.then === "function") returned.then(succeed, reject);
    else if (handler.length < 3) succeed(returned);
  } catch (error) {
    reject(error);
  }
}

/** @param {string} requestId @param {unknown} value @returns {RuntimeMessage} */
function serialize(requestId, value) {
  try {
    const payload = JSON.stringify(value) ?? "null";
    const bytes = Buffer.byteLength(payload);
    if (bytes <= MAX_RESPONSE_BYTES) return { type: "response", requestId, payload };
    const text = `the response has ${bytes} bytes, ${MAX_RESPONSE_BYTES} are allowed`;
    const error = describeError(new Error(text), "Function.ResponseSizeTooLarge");
    return { type: "error", requestId, error };
  } catch (error) {
    return { type: "error", requestId, error: describeError(error, "Runtime.MarshalError") };
  }
}

/** @param {InvokeMessage} message */
function createContext({ requestId, deadline, arn }) {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: arn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    identity: undefined,
    clientContext: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** @param {Function} handler */
function assertNoCallback(handler) {
  const [, version] = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? "") ?? [];
  if (handler.length < 3 || Number(version) < FIRST_WITHOUT_CALLBACKS) return;
  throw Object.assign(
    new Error(`Lambda's Node.js ${version} calls no handlers with a callback: return a promise`),
    { errorType: "Runtime.CallbackHandlerDeprecated" },
  );
}

// Ctrl-C reaches the whole group of processes; the parent decides what ends, and when.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("beforeExit", () => current?.whenLoopIsEmpty());
process.on("uncaughtException", (error) => {
  console.error(error);
  fail(describeError(error));
});
process.on("unhandledRejection", (reason) => {
  console.error(reason);
  fail(describeError(reason, "Runtime.UnhandledPromiseRejection"));
});

loadHandler(String(process.env._HANDLER))
  .then((handler) => {
    assertNoCallback(handler);
    process.on("message", (message) => invoke(handler, /** @type {InvokeMessage} */ (message)));
    send({ type: "ready" });
  })
  .catch((error) => {
    console.error(error);
    fail(describeLoadError(error));
  });
