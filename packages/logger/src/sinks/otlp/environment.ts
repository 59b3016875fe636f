import { MAX_TIMER_MS } from "../../deadline.js";

/** A receiver of logs, as configured in the environment. */
interface ReceiverOfEnvironment {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly encoding: "json" | "protobuf" | undefined;
  readonly compression: "gzip" | "none" | undefined;
  readonly attemptTimeoutMs: number | undefined;
}

/** A variable that is set, with its name for messages. */
interface Setting {
  readonly variable: string;
  readonly value: string;
}

const PROTOCOLS = { "http/protobuf": "protobuf", "http/json": "json" } as const;
const COMPRESSIONS = { gzip: "gzip", none: "none" } as const;

const HEADER_NAME = /^[\w.-]+$/;
const ANY_NAME = /./;

/**
 * Reads OpenTelemetry's standard variables; one for logs takes precedence over the one for all signals. A variable is
 * read when its property is, so that options set in code cannot fail here. No message contains an address or a header.
 *
 * @throws TypeError that names the invalid variable, when its property is read.
 *
 * @example
 * receiverOfEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" }).url;
 * // "http://localhost:4318/v1/logs"
 */
export function receiverOfEnvironment(env: NodeJS.ProcessEnv): ReceiverOfEnvironment {
  /** By the specification, an empty value counts as unset. */
  function find(name: string): Setting | undefined {
    return [`OTEL_EXPORTER_OTLP_LOGS_${name}`, `OTEL_EXPORTER_OTLP_${name}`]
      .map((variable) => ({ variable, value: env[variable]?.trim() ?? "" }))
      .find(({ value }) => value !== "");
  }

  return {
    get url() {
      return toUrl(find("ENDPOINT"));
    },
    get headers() {
      return pairsOf(find("HEADERS"), HEADER_NAME);
    },
    get encoding() {
      return oneOf(PROTOCOLS, find("PROTOCOL"));
    },
    get compression() {
      return oneOf(COMPRESSIONS, find("COMPRESSION"));
    },
    get attemptTimeoutMs() {
      return toTimeout(find("TIMEOUT"));
    },
  };
}

/**
 * Reads the resource attributes from the environment.
 *
 * @throws TypeError that names the variable, when it cannot be read.
 */
export function resourceOfEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const variable = "OTEL_RESOURCE_ATTRIBUTES";
  const name = env.OTEL_SERVICE_NAME;
  return {
    ...pairsOf({ variable, value: env[variable] ?? "" }, ANY_NAME),
    ...(name && { "service.name": name }),
  };
}

/** The signal's path is appended to an address for all signals; one for logs is used as is. */
function toUrl(setting: Setting | undefined): string {
  if (setting === undefined) {
    throw new TypeError("url is missing: pass it, or set OTEL_EXPORTER_OTLP_ENDPOINT");
  }
  const { variable, value } = setting;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `${variable} must be an http or https address, such as 'http://localhost:4318'`,
    );
  }
  if (!variable.includes("LOGS")) url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/logs`;
  return url.href;
}

function oneOf<T extends string>(
  known: Readonly<Record<string, T>>,
  setting: Setting | undefined,
): T | undefined {
  if (setting === undefined) return undefined;
  const { variable, value } = setting;
  const name = value.toLowerCase();
  if (Object.hasOwn(known, name)) return known[name];
  const names = Object.keys(known).join("' or '");
  throw new TypeError(`${variable} must be '${names}', received '${value}'`);
}

/** 0 means no limit; a timer still has one. */
function toTimeout(setting: Setting | undefined): number | undefined {
  if (setting === undefined) return undefined;
  const { variable, value } = setting;
  if (!/^\d{1,9}$/.test(value)) {
    throw new TypeError(`${variable} must be a whole number of ms, received '${value}'`);
  }
  return Number(value) || MAX_TIMER_MS;
}

/** `name=value,name=value`, percent-encoded. An invalid pair may be a secret, so errors only tell its position. */
function pairsOf(setting: Setting | undefined, name: RegExp): Record<string, string> {
  if (setting === undefined) return {};
  const pairs = setting.value.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair, index) => {
      const at = pair.indexOf("=");
      const key = decoded(pair.slice(0, Math.max(at, 0)).trim());
      if (name.test(key)) return [key, decoded(pair.slice(at + 1).trim())];
      throw new TypeError(
        `${setting.variable} must be name=value,name=value: number ${index + 1} of it is not`,
      );
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
