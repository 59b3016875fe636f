import type { DeliveryOptions } from "../../delivery/options.js";
import { createEventWriter } from "../../delivery/writer.js";
import type { EventWriter } from "../../event-writer.js";
import type { Sink } from "../../sink.js";
import { gzipped, JSON_BODY, listOf } from "../../transport/http/content.js";
import { toDestination } from "../../transport/http/endpoint.js";
import { createSender, judgeByStatus } from "../../transport/http/sender.js";
import { refuseBeyond, sendAcceptable } from "../shared/acceptable.js";
import { unlessPage } from "../shared/page.js";
import { toLog } from "./log.js";

/** The New Relic account that events go to, and the bounds of delivery. */
export interface NewRelicEventWriterConfig extends DeliveryOptions {
  /** The account's licence key. Default: `NEW_RELIC_LICENSE_KEY`. */
  licenseKey?: string;
  /** Where the account's data is. Default: `US`. */
  region?: "US" | "EU";
  /** Replaces the region's Log API, such as a proxy, a relay or FedRAMP. */
  url?: string;
}

const URLS = {
  US: "https://log-api.newrelic.com/log/v1",
  EU: "https://log-api.eu.newrelic.com/log/v1",
};

/** A POST may have 1 MB. It is not documented whether compressed, so this holds before compression. */
const LIMITS = { records: 1_000, bytes: 990_000 };

/** Older ones may be dropped. */
const ACCEPTABLE = { place: "New Relic", hours: 48, bytes: 990_000 };

const judge = unlessPage(
  judgeByStatus((status) => status === 408 || status === 429 || status >= 500, new Set([400, 413])),
);

/**
 * Creates the `writeEvent` that sends events to New Relic as logs. A payload is flattened to attributes such as
 * `payload.order.total`, since New Relic has no nested ones; `event.cut` names what did not fit.
 *
 * Events older than 48 hours or larger than 1 MB go to `undelivered`: New Relic would silently drop them.
 * A request whose answer was lost is sent again and may arrive twice: `event.id` is the same for both.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createNewRelicEventWriter({ region: "EU" });
 */
export function createNewRelicEventWriter(config: NewRelicEventWriterConfig = {}): EventWriter {
  const { licenseKey, region, url, ...options } = config;
  return createEventWriter(createNewRelicSink({ licenseKey, region, url }), options);
}

/**
 * Creates the sink of New Relic's Log API.
 *
 * @example
 * const writeEvent = createEventWriter(createNewRelicSink({ region: "EU" }));
 */
export function createNewRelicSink(
  config: Pick<NewRelicEventWriterConfig, "licenseKey" | "region" | "url">,
): Sink {
  const { licenseKey = process.env.NEW_RELIC_LICENSE_KEY, region = "US" } = config;
  if (!licenseKey) {
    throw new TypeError("licenseKey is missing: pass it, or set NEW_RELIC_LICENSE_KEY");
  }
  if (!Object.hasOwn(URLS, region)) {
    throw new TypeError(`region must be 'US' or 'EU', received '${region}'`);
  }
  const destination = toDestination({
    url: config.url ?? URLS[region],
    headers: { "api-key": licenseKey },
  });
  const send = createSender(destination, judge);

  return {
    name: `newrelic:${config.url === undefined ? region : destination.endpoint.hostname}`,
    limits: LIMITS,
    attemptTimeoutMs: 10_000,
    encode: (record) => JSON.stringify(toLog(record)),
    send: (batch, signal) =>
      sendAcceptable(batch, refuseBeyond(ACCEPTABLE), async (acceptable) => {
        const pieces = listOf(
          acceptable.map(({ text }) => text),
          '[{"logs":[',
          "]}]",
        );
        return send(await gzipped({ pieces, ...JSON_BODY }), signal);
      }),
  };
}
