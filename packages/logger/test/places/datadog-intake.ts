import { type HttpPlace, startHttpPlace } from "./http-place.js";

/** A log as it was sent to Datadog. */
export interface DatadogLog {
  ddsource: string;
  ddtags: string;
  service: string;
  status: string;
  message: string;
  timestamp: number;
  evt: { id: string; name: string };
  [attribute: string]: unknown;
}

/** Datadog's log intake, version 2, with the limits of its documentation. */
export interface DatadogIntake extends HttpPlace {
  readonly apiKey: string;
  readonly logs: readonly DatadogLog[];
}

const MAX_LOGS = 1_000;
const MAX_BYTES = 5_000_000;

/** The message that this intake answers with 400, as it does to a log that it cannot read. */
export const UNREADABLE = "unreadable";

export async function startDatadogIntake(): Promise<DatadogIntake> {
  const apiKey = "0123456789abcdef0123456789abcdef";
  const logs: DatadogLog[] = [];
  const place = await startHttpPlace({
    path: "/api/v2/logs",
    busy: { status: 429, body: '{"errors":[{"status":"429","title":"Too Many Requests"}]}' },
    refuses: { status: 403, body: '{"errors":[{"status":"403","title":"Forbidden"}]}' },
    refusalOf({ headers }) {
      if (headers["dd-api-key"] !== apiKey) {
        return { status: 403, body: `invalid API key ${headers["dd-api-key"]}` };
      }
      return headers["content-type"] === "application/json" ? undefined : { status: 400 };
    },
    perform({ body }) {
      if (body.length > MAX_BYTES) return { status: 413 };
      const batch = JSON.parse(body.toString()) as DatadogLog[];
      if (batch.length > MAX_LOGS) return { status: 413 };
      if (batch.some(({ message }) => message === UNREADABLE)) return { status: 400 };
      logs.push(...batch);
      return { status: 202, body: "{}" };
    },
  });
  return { ...place, apiKey, logs };
}
