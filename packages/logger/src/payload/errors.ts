import { isObject, put, read } from "./objects.js";

/**
 * What is not kept of an Error: the stack, which goes to the console, and what HTTP clients hang on to their
 * errors: configurations and requests with their authorization, and sockets.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["name", "message", "stack", "cause", "errors", "toJSON"],
  ...["config", "request", "response", "req", "res", "socket"],
]);

/** Whether a value is an Error, also one from another realm or a DOMException. */
export function isError(value: object, tag: string): boolean {
  return tag === "Error" || tag === "DOMException" || value instanceof Error;
}

/**
 * The parts of an Error worth keeping: name, message, code, cause, the errors within an AggregateError, and own
 * fields. Errors of the AWS SDK and of HTTP clients also have `status`, and `requestId` or `method` and `url`.
 */
export function errorFields(error: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    name: read(error, "name"),
    message: read(error, "message"),
    code: read(error, "code"),
    ...awsFields(error),
    ...httpFields(error),
  };
  for (const key of Object.keys(error)) {
    if (LEFT_OUT.has(key) || key.startsWith("$")) continue;
    put(fields, key, read(error, key));
  }
  fields.cause = read(error, "cause");
  fields.errors = read(error, "errors");
  return fields;
}

/** `$metadata` names the request in AWS's own logs; `$response` holds the whole answer and is left out. */
function awsFields(error: object): Record<string, unknown> {
  const metadata = read(error, "$metadata");
  if (!isObject(metadata)) return {};
  return {
    fault: read(error, "$fault"),
    status: read(metadata, "httpStatusCode"),
    requestId: read(metadata, "requestId"),
  };
}

/** axios and those that took over its shape keep the request in `config` and the answer in `response`. */
function httpFields(error: object): Record<string, unknown> {
  const response = read(error, "response");
  const config = read(error, "config");
  const fields: Record<string, unknown> = {};
  if (isObject(response)) fields.status = read(response, "status") ?? read(response, "statusCode");
  if (!isObject(config)) return fields;
  fields.method = read(config, "method");
  fields.url = fullUrl(read(config, "baseURL"), read(config, "url"));
  return fields;
}

function fullUrl(base: unknown, url: unknown): unknown {
  if (url instanceof URL) return url;
  if (typeof url !== "string") return typeof base === "string" ? withoutUserinfo(base) : undefined;
  const isAbsolute = typeof base !== "string" || base === "" || /^[a-z][a-z\d+.-]*:/i.test(url);
  return withoutUserinfo(isAbsolute ? url : `${base.replace(/\/$/, "")}/${url.replace(/^\//, "")}`);
}

/** A URL without the user and the password in it, whether or not texts are redacted. */
export function withoutUserinfo(url: string): string {
  return url.replace(/^([^/?#]*\/\/)[^/?#]*@/, "$1");
}
