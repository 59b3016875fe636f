import { type HttpPlace, startHttpPlace } from "./http-place.js";

/** A log as New Relic's Log API takes it. */
export interface NewRelicLog {
  timestamp: number;
  message: string;
  attributes: Record<string, string | number | boolean>;
}

/** New Relic's Log API with the limits of its documentation. */
export interface NewRelicLogApi extends HttpPlace {
  readonly licenseKey: string;
  readonly logs: readonly NewRelicLog[];
}

const MAX_BYTES = 1_000_000;
const MAX_ATTRIBUTES = 255;
const MAX_NAME = 255;
const MAX_VALUE = 4_094;
/** Names that it drops, or that mean an entity of its own. */
const RESERVED = ["eventType", "accountId", "entity.guid", "entity.name", "entity.type"];

/** The message that this API answers with 400, as it does to a log that it cannot read. */
export const UNREADABLE = "unreadable";

export async function startNewRelicLogApi(): Promise<NewRelicLogApi> {
  const licenseKey = "abcdef0123456789abcdef0123456789abcdNRAL";
  const logs: NewRelicLog[] = [];
  const place = await startHttpPlace({
    path: "/log/v1",
    busy: { status: 429 },
    refuses: { status: 403 },
    refusalOf({ headers }) {
      if (headers["api-key"] !== licenseKey) {
        return { status: 403, body: `bad key ${headers["api-key"]}` };
      }
      return headers["content-type"] === "application/json" ? undefined : { status: 415 };
    },
    perform({ body }) {
      if (body.length > MAX_BYTES) return { status: 413 };
      const [block] = JSON.parse(body.toString()) as [{ logs: NewRelicLog[] }];
      if (block.logs.some(({ message }) => message === UNREADABLE)) return { status: 400 };
      // The API itself says 202 and drops them: here, a test must see it.
      if (!block.logs.every(isWithinLimits)) return { status: 400, body: "beyond the limits" };
      logs.push(...block.logs);
      return { status: 202, body: '{"requestId":"f0e7bfff-001a-b000-0000-01682bcf4565"}' };
    },
  });
  return { ...place, licenseKey, logs };
}

function isWithinLimits({ timestamp, attributes }: NewRelicLog): boolean {
  const names = Object.keys(attributes);
  return (
    Number.isInteger(timestamp) &&
    names.length <= MAX_ATTRIBUTES &&
    names.every((name) => name.length <= MAX_NAME && !RESERVED.includes(name)) &&
    Object.values(attributes).every(isPlain)
  );
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string") return value.length <= MAX_VALUE;
  return typeof value === "number" || typeof value === "boolean";
}
