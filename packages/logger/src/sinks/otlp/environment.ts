/** Where logs go, and with which headers. */
interface OtlpAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads where logs go from the variables that every OpenTelemetry exporter knows. Those for logs come before those for
 * all signals; an address for all has the path of each signal appended.
 *
 * @throws TypeError when there is no address.
 */
export function addressOfEnvironment(env: NodeJS.ProcessEnv): OtlpAddress {
  const forAll = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url =
    env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT || (forAll && `${forAll.replace(/\/$/, "")}/v1/logs`);
  if (!url) throw new TypeError("url is missing: pass it, or set OTEL_EXPORTER_OTLP_ENDPOINT");
  const headers = env.OTEL_EXPORTER_OTLP_LOGS_HEADERS || env.OTEL_EXPORTER_OTLP_HEADERS || "";
  return { url, headers: parseHeaders(headers) };
}

/** `name=value,name=value`, with values in percent-encoding. */
function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
