import { readFile } from "node:fs/promises";
import type { Sink } from "@service-events/logger";
import type { Cli } from "../../cli.js";
import { awsSettings, silentLogger } from "../../connection/client-settings.js";
import { messageOf, usageError } from "../../errors.js";

/** The sinks that `send` knows. */
export const SINK_NAMES = [
  "otlp",
  "datadog",
  "newrelic",
  "webhook",
  "eventbridge",
  "firehose",
] as const;

export type SinkName = (typeof SINK_NAMES)[number];

/** Which sink, and how it is set up. */
export interface SinkOptions {
  to: SinkName;
  url?: string;
  bus?: string;
  stream?: string;
  secretFile?: string;
}

/** A sink that is ready to be sent to. */
export interface OpenSink {
  sink: Sink;
  /** It takes no events older than this, in hours. */
  hours?: number;
  /** How long one request may take, in ms, where the environment says so. */
  attemptTimeoutMs?: number;
}

type Open = (cli: Cli, options: SinkOptions, secret: string | undefined) => Promise<OpenSink>;

/** Loads the one sink that is asked for. */
const OPEN: Readonly<Record<SinkName, Open>> = {
  async otlp({ io }, { url }, secret) {
    const { createOtlpSink, receiverOfEnvironment } = await import("@service-events/logger/otlp");
    const receiver = receiverOfEnvironment({
      ...io.env,
      ...(secret !== undefined && { OTEL_EXPORTER_OTLP_LOGS_HEADERS: secret }),
    });
    const { headers, encoding, compression, attemptTimeoutMs } = receiver;
    const sink = createOtlpSink({ url: url ?? receiver.url, headers, encoding, compression });
    return { sink, attemptTimeoutMs };
  },
  async datadog(_, { url }, apiKey) {
    const { createDatadogSink } = await import("@service-events/logger/datadog");
    return { sink: createDatadogSink({ url, apiKey }), hours: 18 };
  },
  async newrelic({ io }, { url }, licenseKey) {
    const { createNewRelicSink } = await import("@service-events/logger/newrelic");
    const region = (io.env.NEW_RELIC_REGION || "US") as "US" | "EU";
    return { sink: createNewRelicSink({ url, licenseKey, region }), hours: 48 };
  },
  async webhook({ io }, { url = "" }, secret = io.env.WEBHOOK_SECRET) {
    if (url === "") throw usageError("a webhook needs an address", SET_BY.webhook);
    if (!secret) throw usageError("a webhook needs a secret", SET_BY.webhook);
    const { createWebhookSink } = await import("@service-events/logger/webhook");
    return { sink: createWebhookSink({ url, secret }) };
  },
  async eventbridge({ options }, { bus }) {
    const { EventBridgeClient } = await import("@aws-sdk/client-eventbridge");
    const { createEventBridgeSink } = await import("@service-events/logger/eventbridge");
    const client = new EventBridgeClient({ ...awsSettings(options), logger: silentLogger });
    await assertReady(client);
    return { sink: createEventBridgeSink({ busName: bus, client }) };
  },
  async firehose({ options }, { stream }) {
    if (stream === undefined) throw usageError("firehose needs a stream", SET_BY.firehose);
    const { FirehoseClient } = await import("@aws-sdk/client-firehose");
    const { createFirehoseSink } = await import("@service-events/logger/firehose");
    const client = new FirehoseClient({ ...awsSettings(options), logger: silentLogger });
    await assertReady(client);
    return { sink: createFirehoseSink({ streamName: stream, client }) };
  },
};

/** Finds region and credentials at once: a delivery would look for them for a minute, and blame the place. */
async function assertReady({
  config,
}: {
  config: { region(): Promise<string>; credentials(): Promise<unknown> };
}): Promise<void> {
  await config.region();
  await config.credentials();
}

/** Where a place is told what a sink says that it cannot use. */
const SET_BY: Readonly<Record<SinkName, string>> = {
  otlp: "its address is --url or OTEL_EXPORTER_OTLP_ENDPOINT, its headers OTEL_EXPORTER_OTLP_HEADERS or a --secret-file",
  datadog: "its key is DD_API_KEY or a --secret-file, its site DD_SITE or --url",
  newrelic:
    "its key is NEW_RELIC_LICENSE_KEY or a --secret-file, its region NEW_RELIC_REGION or --url",
  webhook: "its address is --url, its secret WEBHOOK_SECRET or a --secret-file",
  eventbridge: "pass --bus, or leave it out for the account's own",
  firehose: "pass --stream",
};

/** Which places an option is about; with any other it would be silently useless. */
const ABOUT: Readonly<Record<"url" | "bus" | "stream" | "secretFile", readonly SinkName[]>> = {
  url: ["otlp", "datadog", "newrelic", "webhook"],
  secretFile: ["otlp", "datadog", "newrelic", "webhook"],
  bus: ["eventbridge"],
  stream: ["firehose"],
};

/**
 * Opens the place that the options name.
 *
 * @throws CliError when an option or a secret is missing or cannot be used; it repeats no secret.
 */
export async function openSink(cli: Cli, options: SinkOptions): Promise<OpenSink> {
  checkOptions(options);
  const secret =
    options.secretFile === undefined ? undefined : await readSecret(options.secretFile);
  try {
    return await OPEN[options.to](cli, options, secret);
  } catch (error) {
    // So sinks say that they cannot be made as they are asked to be.
    if (error instanceof TypeError) {
      throw usageError(`${options.to}: ${error.message}`, SET_BY[options.to]);
    }
    throw error;
  }
}

function checkOptions(options: SinkOptions): void {
  for (const [name, places] of Object.entries(ABOUT)) {
    if (options[name as keyof typeof ABOUT] === undefined || places.includes(options.to)) continue;
    const option = `--${name.replace("File", "-file")}`;
    throw usageError(`${option} is not about ${options.to}`, `it is about ${places.join(", ")}`);
  }
  const { url } = options;
  if (url === undefined || !URL.canParse(url)) return;
  const { username, password } = new URL(url);
  if (username === "" && password === "") return;
  throw usageError(
    "--url holds a password, which every user of this machine can see",
    "put it into a --secret-file or the environment",
  );
}

async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw usageError(`the --secret-file cannot be read: ${messageOf(error)}`);
  }
}
