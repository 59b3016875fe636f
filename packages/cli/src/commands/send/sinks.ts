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
  /** The sink rejects events older than this. */
  maxAgeHours?: number;
  /** How long one request may take, in ms, if the environment sets it. */
  attemptTimeoutMs?: number;
}

type Open = (cli: Cli, options: SinkOptions, secret: string | undefined) => Promise<OpenSink>;

/** Loads only the sink that is asked for. */
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
    return { sink: createDatadogSink({ url, apiKey }), maxAgeHours: 18 };
  },
  async newrelic({ io }, { url }, licenseKey) {
    const { createNewRelicSink } = await import("@service-events/logger/newrelic");
    const region = (io.env.NEW_RELIC_REGION || "US") as "US" | "EU";
    return { sink: createNewRelicSink({ url, licenseKey, region }), maxAgeHours: 48 };
  },
  async webhook({ io }, { url = "" }, secret = io.env.WEBHOOK_SECRET) {
    if (url === "") throw usageError("webhook needs an address", SET_BY.webhook);
    if (!secret) throw usageError("webhook needs a secret", SET_BY.webhook);
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

/** Resolves region and credentials first: the delivery would retry for a minute and blame the sink. */
async function assertReady({
  config,
}: {
  config: { region(): Promise<string>; credentials(): Promise<unknown> };
}): Promise<void> {
  await config.region();
  await config.credentials();
}

/** Where to set what a sink complains about. */
const SET_BY: Readonly<Record<SinkName, string>> = {
  otlp: "set the address with --url or OTEL_EXPORTER_OTLP_ENDPOINT, headers with OTEL_EXPORTER_OTLP_HEADERS or --secret-file",
  datadog: "set the key with DD_API_KEY or --secret-file, the site with DD_SITE or --url",
  newrelic:
    "set the key with NEW_RELIC_LICENSE_KEY or --secret-file, the region with NEW_RELIC_REGION or --url",
  webhook: "set the address with --url, the secret with WEBHOOK_SECRET or --secret-file",
  eventbridge: "pass --bus, or leave it out for the default bus",
  firehose: "pass --stream",
};

/** The sinks that use an option; with any other it would silently do nothing. */
const USED_BY: Readonly<Record<"url" | "bus" | "stream" | "secretFile", readonly SinkName[]>> = {
  url: ["otlp", "datadog", "newrelic", "webhook"],
  secretFile: ["otlp", "datadog", "newrelic", "webhook"],
  bus: ["eventbridge"],
  stream: ["firehose"],
};

/**
 * Opens the sink that the options name.
 *
 * @throws CliError when an option or a secret is missing or invalid; its message contains no secret.
 */
export async function openSink(cli: Cli, options: SinkOptions): Promise<OpenSink> {
  checkOptions(options);
  const secret =
    options.secretFile === undefined ? undefined : await readSecret(options.secretFile);
  try {
    return await OPEN[options.to](cli, options, secret);
  } catch (error) {
    // How sinks report invalid options.
    if (error instanceof TypeError) {
      throw usageError(`${options.to}: ${error.message}`, SET_BY[options.to]);
    }
    throw error;
  }
}

function checkOptions(options: SinkOptions): void {
  for (const [name, sinks] of Object.entries(USED_BY)) {
    if (options[name as keyof typeof USED_BY] === undefined || sinks.includes(options.to)) continue;
    const option = `--${name.replace("File", "-file")}`;
    throw usageError(
      `${option} cannot be used with ${options.to}`,
      `it is for ${sinks.join(", ")}`,
    );
  }
  const { url } = options;
  if (url === undefined || !URL.canParse(url)) return;
  const { username, password } = new URL(url);
  if (username === "" && password === "") return;
  throw usageError(
    "--url contains a password, which every user of this machine can see",
    "put it in a --secret-file or the environment",
  );
}

async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw usageError(`cannot read the --secret-file: ${messageOf(error)}`);
  }
}
