import type { EventRecord } from "@service-events/schema";
import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import type { Sink } from "../sink.js";
import { gzipped, JSON_BODY, listOf } from "../transport/http/content.js";
import { toDestination } from "../transport/http/endpoint.js";
import { createSender, judgeByStatus } from "../transport/http/sender.js";
import { refuseBeyond, sendAcceptable } from "./shared/acceptable.js";
import { unlessPage } from "./shared/page.js";

/** The Datadog organisation that events go to, and the bounds of delivery. */
export interface DatadogEventWriterConfig extends DeliveryOptions {
  /** Default: `DD_API_KEY`. */
  apiKey?: string;
  /** The site that the organisation is on, such as `datadoghq.eu`. Default: `DD_SITE`, then `datadoghq.com`. */
  site?: string;
  /** Replaces the site's intake, such as a proxy or a relay. */
  url?: string;
  /** Tags of every event, such as `{ team: "billing" }`; `env` is the event's environment. */
  tags?: Readonly<Record<string, string>>;
}

/** The log intake's limit per request: 5 MB before compression, with brackets and commas. */
const LIMITS = { records: 1_000, bytes: 4_990_000 };

/** Datadog accepts older events but does not show them, and cuts longer ones. */
const ACCEPTABLE = { place: "Datadog", hours: 18, bytes: 1_000_000 };

const SITE = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const judge = unlessPage(
  judgeByStatus((status) => status === 408 || status === 429 || status >= 500, new Set([400, 413])),
);

/**
 * Creates the `writeEvent` that sends events to Datadog as logs.
 *
 * Events older than 18 hours or larger than 1 MB go to `undelivered`: Datadog would silently drop or cut them.
 * A request whose answer was lost is sent again and may arrive twice: `@evt.id` is the same for both.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createDatadogEventWriter({ site: "datadoghq.eu", tags: { team: "billing" } });
 */
export function createDatadogEventWriter(config: DatadogEventWriterConfig = {}): EventWriter {
  const { apiKey, site, url, tags, ...options } = config;
  return createEventWriter(createDatadogSink({ apiKey, site, url, tags }), options);
}

/**
 * Creates the sink of Datadog's log intake.
 *
 * @example
 * const writeEvent = createEventWriter(createDatadogSink({ site: "datadoghq.eu" }));
 */
export function createDatadogSink(
  config: Pick<DatadogEventWriterConfig, "apiKey" | "site" | "url" | "tags">,
): Sink {
  const { apiKey = process.env.DD_API_KEY, site = process.env.DD_SITE || "datadoghq.com" } = config;
  if (!apiKey) throw new TypeError("apiKey is missing: pass it, or set DD_API_KEY");
  if (!SITE.test(site)) {
    throw new TypeError(`site must be a Datadog site such as 'datadoghq.eu', received '${site}'`);
  }
  const destination = toDestination({
    url: config.url ?? `https://http-intake.logs.${site}/api/v2/logs`,
    headers: { "dd-api-key": apiKey },
  });
  const tags = toTags(config.tags ?? {});
  const send = createSender(destination, judge);

  return {
    name: `datadog:${config.url === undefined ? site : destination.endpoint.hostname}`,
    limits: LIMITS,
    attemptTimeoutMs: 10_000,
    encode: (record) => JSON.stringify(toLog(record, tags)),
    send: (batch, signal) =>
      sendAcceptable(batch, refuseBeyond(ACCEPTABLE), async (acceptable) => {
        const pieces = listOf(
          acceptable.map(({ text }) => text),
          "[",
          "]",
        );
        return send(await gzipped({ pieces, ...JSON_BODY }), signal);
      }),
  };
}

/** Uses Datadog's own attribute names if there are any: its pages, facets and dashboards know them. */
function toLog(record: EventRecord<string>, tags: string) {
  const {
    sk,
    event,
    level = "info",
    environment,
    error,
    userId,
    requestId,
    ttl,
    pk,
    ...rest
  } = record;
  const { origin, createdAt, description, ...attributes } = rest;
  return {
    ddsource: "service-events",
    ddtags: environment ? `env:${environment}${tags}` : tags.slice(1),
    service: origin,
    status: level,
    message: description,
    timestamp: Date.parse(createdAt),
    createdAt,
    evt: { id: sk, name: event },
    usr: userId === undefined ? undefined : { id: userId },
    lambda: requestId === undefined ? undefined : { request_id: requestId },
    error: error && { ...error, kind: error.name },
    ...attributes,
  };
}

function toTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => {
      const tag = `${name}:${value}`;
      if (typeof value === "string" && /^[^\s,:]+:[^\s,]+$/.test(tag)) return `,${tag}`;
      throw new TypeError(`the tag '${tag}' must be a name and a value without spaces and commas`);
    })
    .join("");
}
