import { isObject } from "../payload/objects.js";

/** A longer id is ignored: the correlation id is part of a key, and part of every event. */
const MAX_LENGTH = 256;
const PRINTABLE = /^[\x20-\x7e]+$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/i;
const XRAY_ROOT = /(?:^|;)\s*Root=([^;\s]+)/;

/** Names under which senders pass the id on, in order of precedence; case-insensitive. */
const NAMES = ["x-correlation-id", "correlationid", "traceparent"] as const;

/**
 * The id that ties an invocation to the request it is a part of, across services.
 *
 * Looks in the trigger's event, then at the X-Ray trace of the invocation:
 * - API Gateway, ALB, function URLs, AppSync: the headers `x-correlation-id`, then `traceparent` (its trace id);
 * - SQS and SNS: message attributes of these names, or `correlationId`, and then SQS's own X-Ray header. A batch has
 *   an id only when all of its records agree;
 * - EventBridge: the same names in `detail` or `detail.metadata`;
 * - Step Functions and direct invocations: the same names in the payload or its `metadata`.
 *
 * Ids longer than 256 characters or with anything but printable ASCII are ignored. Never throws.
 */
export function correlationId(
  event: unknown,
  context?: unknown,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return attempt(() => fromTrigger(event)) ?? attempt(() => fromXRay(context, env));
}

/** Events of tests and other runtimes may be anything, even objects with throwing getters. */
function attempt(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function fromTrigger(event: unknown): string | undefined {
  if (!isObject(event)) return undefined;
  if (Array.isArray(event.Records)) return fromBatch(event.Records);
  const payload = "detail-type" in event ? event.detail : event;
  return fromHeaders(event) ?? fromPayload(payload);
}

function fromHeaders(event: Record<string, unknown>): string | undefined {
  const request = isObject(event.request) ? event.request : {};
  const [headers, multiValueHeaders, resolverHeaders] = [
    event.headers,
    event.multiValueHeaders,
    request.headers,
  ].map((fields) => byLowerCaseName(fields, (value) => (Array.isArray(value) ? value[0] : value)));
  return firstId([headers, multiValueHeaders, resolverHeaders]);
}

function fromPayload(payload: unknown): string | undefined {
  if (!isObject(payload)) return undefined;
  return firstId([byLowerCaseName(payload, itself), byLowerCaseName(payload.metadata, itself)]);
}

function fromBatch(records: readonly unknown[]): string | undefined {
  const [first, ...others] = records;
  const id = fromRecord(first);
  return id !== undefined && others.every((record) => fromRecord(record) === id) ? id : undefined;
}

function fromRecord(record: unknown): string | undefined {
  if (!isObject(record)) return undefined;
  const sns = isObject(record.Sns) ? record.Sns : {};
  const system = isObject(record.attributes) ? record.attributes : {};
  return (
    firstId([
      byLowerCaseName(record.messageAttributes, (attribute) => field(attribute, "stringValue")),
      byLowerCaseName(sns.MessageAttributes, (attribute) => field(attribute, "Value")),
    ]) ?? xrayRoot(system.AWSTraceHeader)
  );
}

/**
 * If invocations share an environment, the runtime keeps the trace of each in its own store or in the context;
 * otherwise it sets the environment variable before each invocation.
 */
function fromXRay(context: unknown, env: NodeJS.ProcessEnv): string | undefined {
  const { awslambda } = globalThis as {
    awslambda?: { InvokeStore?: { getXRayTraceId?(): unknown } };
  };
  return (
    xrayRoot(awslambda?.InvokeStore?.getXRayTraceId?.()) ??
    xrayRoot(field(context, "xRayTraceId")) ??
    xrayRoot(env._X_AMZN_TRACE_ID)
  );
}

function xrayRoot(header: unknown): string | undefined {
  return typeof header === "string" ? usableId(XRAY_ROOT.exec(header)?.[1]) : undefined;
}

type Named = ReadonlyMap<string, unknown>;

/** The first id that any of the sources has, the best name first. */
function firstId(sources: readonly (Named | undefined)[]): string | undefined {
  for (const name of NAMES) {
    for (const source of sources) {
      const value = source?.get(name);
      const id = name === "traceparent" ? traceId(value) : usableId(value);
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

/** The fields of an object that may hold an id. */
function byLowerCaseName(fields: unknown, read: (value: unknown) => unknown): Named | undefined {
  if (!isObject(fields)) return undefined;
  const found = new Map<string, unknown>();
  for (const name of Object.keys(fields)) {
    const lowerCase = name.toLowerCase();
    if ((NAMES as readonly string[]).includes(lowerCase)) found.set(lowerCase, read(fields[name]));
  }
  return found;
}

function usableId(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return undefined;
  const id = value.trim();
  return PRINTABLE.test(id) ? id : undefined;
}

function traceId(value: unknown): string | undefined {
  const id = typeof value === "string" ? TRACEPARENT.exec(value)?.[1]?.toLowerCase() : undefined;
  // The specification calls an id of only zeros invalid.
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function itself(value: unknown): unknown {
  return value;
}
