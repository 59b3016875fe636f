import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventWriter } from "../event-writer.js";
import { createDatadogEventWriter } from "./datadog.js";
import { createNewRelicEventWriter } from "./newrelic/newrelic.js";
import { createOtlpEventWriter } from "./otlp/otlp.js";
import { createWebhookEventWriter } from "./webhook.js";

const environment = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/^(DD_|NEW_RELIC_|OTEL_)/.test(name)) delete process.env[name];
  }
});
afterEach(() => {
  process.env = { ...environment };
});

const url = "https://example.com/v1/logs";
const secret = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;
const apiKey = "key";
const licenseKey = "key";
const unknown = (value: unknown) => value as never;

describe("a configuration that cannot work throws when the writer is made", () => {
  it.each<[string, () => EventWriter, string]>([
    ["otlp without an address", () => createOtlpEventWriter(), "url is missing: pass it, or set"],
    [
      "otlp to no address",
      () => createOtlpEventWriter({ url: "collector" }),
      "url must be an http",
    ],
    ["otlp to a file", () => createOtlpEventWriter({ url: "file:///x" }), "url must be an http"],
    [
      "otlp in gRPC",
      () => createOtlpEventWriter({ url, encoding: unknown("grpc") }),
      "encoding must be 'json' or 'protobuf', received 'grpc'",
    ],
    [
      "otlp in the name of a method",
      () => createOtlpEventWriter({ url, encoding: unknown("toString") }),
      "encoding must be 'json' or 'protobuf', received 'toString'",
    ],
    [
      "otlp with an object in the resource",
      () => createOtlpEventWriter({ url, resource: { region: unknown({}) } }),
      "resource has 'region', which must be a text, number or boolean, received object",
    ],
    [
      "a header with a space in its name",
      () => createOtlpEventWriter({ url, headers: { "api key": "1" } }),
      "headers has 'api key', which cannot be the name of a header",
    ],
    [
      "a header that is not a string",
      () => createOtlpEventWriter({ url, headers: { tenant: unknown(1) } }),
      "the header 'tenant' must be a text of printable ASCII characters",
    ],
    ["datadog without a key", () => createDatadogEventWriter(), "apiKey is missing: pass it, or"],
    [
      "datadog at an address for a site",
      () => createDatadogEventWriter({ apiKey, site: "https://datadoghq.eu/" }),
      "site must be a Datadog site such as 'datadoghq.eu', received 'https://datadoghq.eu/'",
    ],
    [
      "datadog with a comma in a tag",
      () => createDatadogEventWriter({ apiKey, tags: { team: "a,b" } }),
      "the tag 'team:a,b' must be a name and a value without spaces and commas",
    ],
    [
      "new relic without a key",
      () => createNewRelicEventWriter(),
      "licenseKey is missing: pass it, or set NEW_RELIC_LICENSE_KEY",
    ],
    [
      "new relic in Asia",
      () => createNewRelicEventWriter({ licenseKey, region: unknown("ASIA") }),
      "region must be 'US' or 'EU', received 'ASIA'",
    ],
    [
      "a webhook without an address",
      () => createWebhookEventWriter({ url: unknown(undefined), secret }),
      "url must be an http",
    ],
    [
      "a webhook without a secret",
      () => createWebhookEventWriter({ url, secret: unknown(undefined) }),
      "secret must be 'whsec_'",
    ],
    [
      "a webhook with no secrets",
      () => createWebhookEventWriter({ url, secret: [] }),
      "secret must be one secret or a list of some",
    ],
    [
      "a webhook with a short secret",
      () => createWebhookEventWriter({ url, secret: `whsec_${btoa("short")}` }),
      "secret must be 'whsec_' and 24 to 64 bytes in Base64",
    ],
    [
      "a queue of nothing",
      () => createOtlpEventWriter({ url, queueRecords: 0 }),
      "queueRecords must be a number from 1",
    ],
  ])("%s", (_, create, message) => {
    expect(create).toThrow(message);
  });
});

describe("a secret that cannot be used is not repeated", () => {
  it.each<[string, () => EventWriter]>([
    ["an API key", () => createDatadogEventWriter({ apiKey: "s3cret\n" })],
    ["a licence key", () => createNewRelicEventWriter({ licenseKey: "s3crét" })],
    ["a header", () => createOtlpEventWriter({ url, headers: { authorization: "s3cret\r\n" } })],
    ["a signing secret", () => createWebhookEventWriter({ url, secret: "s3cret" })],
    ["an address", () => createOtlpEventWriter({ url: "ftp://user:s3cret@host/?key=s3cret" })],
  ])("%s", (_, create) => {
    let said = "";
    try {
      create();
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(/^TypeError: .+/);
    expect(said).not.toMatch(/s3cr/);
  });
});
