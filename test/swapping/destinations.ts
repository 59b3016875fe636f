import { startDatadogIntake } from "../../packages/logger/test/places/datadog-intake.js";
import { startEventBus } from "../../packages/logger/test/places/event-bus.js";
import { startFirehoseStream } from "../../packages/logger/test/places/firehose-stream.js";
import { startNewRelicLogApi } from "../../packages/logger/test/places/newrelic-log-api.js";
import {
  attribute,
  logsOf,
  startOtlpReceiver,
} from "../../packages/logger/test/places/otlp-receiver.js";
import { startWebhookReceiver } from "../../packages/logger/test/places/webhook-receiver.js";
import type { RunningApp } from "../sample-app.js";

/** An event as a destination has it. */
export interface Found {
  readonly id: string;
  readonly origin: string;
  readonly event: string;
}

/** A sink for the sample app's events, and what a function needs to use it. */
export interface Destination {
  /** The sub-path of the logger that has the writer, and the writer's name in it. */
  readonly from: string;
  readonly create: string;
  /** What the writer is made with, as an expression of JavaScript. */
  readonly config: string;
  /** What is set in the environment first. */
  readonly env?: Readonly<Record<string, string>>;
  /** What has arrived. */
  found(running: RunningApp): Promise<Found[]>;
  stop(): Promise<void>;
}

const ORIGINS = ["jobs", "nightly-report", "sign-up", "subscriptions"];
const NOTHING_TO_STOP = async () => {};

/** All destinations there are. */
export const DESTINATIONS = {
  dynamodb: async (): Promise<Destination> => ({
    from: "",
    create: "createDynamoEventWriter",
    config: "{ tableName: process.env.EVENT_LOG_TABLE }",
    found: async ({ eventsOf }) => (await Promise.all(ORIGINS.map(eventsOf))).flat().map(ofRecord),
    stop: NOTHING_TO_STOP,
  }),

  async otlp(): Promise<Destination> {
    const { url, resources, stop } = await startOtlpReceiver();
    return {
      from: "/otlp",
      create: "createOtlpEventWriter",
      config: JSON.stringify({ url, headers: { "x-tenant": "team-a" } }),
      found: async () =>
        resources.flatMap((each) =>
          logsOf(each).map((log) => ({
            id: attribute(log, "event.id").stringValue ?? "",
            origin: attribute(each.resource, "service.name").stringValue ?? "",
            event: log.eventName,
          })),
        ),
      stop,
    };
  },

  async datadog(): Promise<Destination> {
    const { url, apiKey, logs, stop } = await startDatadogIntake();
    return {
      from: "/datadog",
      create: "createDatadogEventWriter",
      config: JSON.stringify({ url, apiKey }),
      found: async () =>
        logs.map(({ evt, service }) => ({ id: evt.id, origin: service, event: evt.name })),
      stop,
    };
  },

  async newrelic(): Promise<Destination> {
    const { url, licenseKey, logs, stop } = await startNewRelicLogApi();
    return {
      from: "/newrelic",
      create: "createNewRelicEventWriter",
      config: JSON.stringify({ url, licenseKey }),
      found: async () =>
        logs.map(({ attributes }) => ({
          id: String(attributes["event.id"]),
          origin: String(attributes["service.name"]),
          event: String(attributes["event.name"]),
        })),
      stop,
    };
  },

  async webhook(): Promise<Destination> {
    const { url, secret, messages, stop } = await startWebhookReceiver();
    return {
      from: "/webhook",
      create: "createWebhookEventWriter",
      config: JSON.stringify({ url, secret }),
      found: async () => messages.map(({ data }) => ofRecord(data)),
      stop,
    };
  },

  async eventbridge(): Promise<Destination> {
    const { endpoint, entries, stop } = await startEventBus();
    return {
      from: "/eventbridge",
      create: "createEventBridgeEventWriter",
      config: "{}",
      env: { AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint },
      found: async () => entries.map(({ Detail = "" }) => ofRecord(JSON.parse(Detail))),
      stop,
    };
  },

  async firehose(): Promise<Destination> {
    const { endpoint, streamName, file, stop } = await startFirehoseStream();
    return {
      from: "/firehose",
      create: "createFirehoseEventWriter",
      config: JSON.stringify({ streamName }),
      env: { AWS_ENDPOINT_URL_FIREHOSE: endpoint },
      found: async () => linesWith('{"pk"', file().split("\n")).map(ofRecord),
      stop,
    };
  },

  cloudwatch: async (): Promise<Destination> => ({
    from: "/cloudwatch",
    create: "createCloudWatchEventWriter",
    config: "{}",
    async found({ stdout }) {
      const lines = linesWith<{ origin: string; event: string; ids: string[] }>('{"_aws"', stdout);
      return lines.flatMap(({ origin, event, ids }) => ids.map((id) => ({ id, origin, event })));
    },
    stop: NOTHING_TO_STOP,
  }),

  console: async (): Promise<Destination> => ({
    from: "/console",
    create: "createConsoleEventWriter",
    config: "{}",
    found: async ({ stdout }) => linesWith('{"pk"', stdout).map(ofRecord),
    stop: NOTHING_TO_STOP,
  }),
};

function ofRecord({ sk, origin, event }: { sk: string; origin: string; event: string }): Found {
  return { id: sk, origin, event };
}

function linesWith<Line = { sk: string; origin: string; event: string }>(
  start: string,
  lines: readonly string[],
): Line[] {
  return lines.filter((line) => line.startsWith(start)).map((line) => JSON.parse(line) as Line);
}
