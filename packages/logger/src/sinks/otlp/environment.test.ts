import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { someRecord } from "../../../test/memory-sink.js";
import { type OtlpReceiver, startOtlpReceiver } from "../../../test/places/otlp-receiver.js";
import { createOtlpEventWriter, type OtlpEventWriterConfig } from "./otlp.js";

const environment = { ...process.env };
const NOWHERE = "http://127.0.0.1:1";
let receiver: OtlpReceiver;

beforeEach(async () => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) delete process.env[name];
  }
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  process.env = { ...environment };
  await receiver.stop();
});

/** Delivers some events, and gives what became of the first one. */
async function deliver(config: OtlpEventWriterConfig = {}, events = [someRecord(1)]) {
  const reasons: string[] = [];
  const writer = createOtlpEventWriter({
    undelivered: (_records, reason) => void reasons.push(reason),
    ...config,
  });
  for (const event of events) writer(event);
  await writer.flush({ deadline: Date.now() + 10_000 });
  return reasons[0] ?? "delivered";
}

describe("the receiver of the environment", () => {
  beforeEach(() => {
    process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT = receiver.url;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-tenant=team-a";
  });

  it("is at the address for all signals, with the path of logs", async () => {
    delete process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-other=1, x-tenant=team%2Da";

    for (const end of ["", "/"]) {
      process.env.OTEL_EXPORTER_OTLP_ENDPOINT = new URL(receiver.url).origin + end;
      expect(await deliver()).toBe("delivered");
    }
  });

  it("keeps the query of an address for all signals after the path", async () => {
    delete process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT;
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `${new URL(receiver.url).origin}/?key=1`;

    // The receiver knows no path but its own, without a query.
    expect(await deliver()).toBe("HTTP 404");
    expect(receiver.paths).toEqual(["/v1/logs?key=1"]);
  });

  it("is that of logs before that of all, as it stands", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = NOWHERE;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-tenant=team-b";
    process.env.OTEL_EXPORTER_OTLP_LOGS_HEADERS = "x-tenant=team-a";

    expect(await deliver()).toBe("delivered");
  });

  it("gets the headers that are passed, in place of its own", async () => {
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "x-tenant=team-b";

    expect(await deliver({ headers: { "x-tenant": "team-a" } })).toBe("delivered");
  });

  it.each([
    ["http/json", "application/json"],
    ["http/protobuf", "application/x-protobuf"],
    ["HTTP/JSON", "application/json"],
    ["", "application/x-protobuf"],
  ])("is spoken to by its protocol, '%s'", async (protocol, contentType) => {
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL = protocol;
    await deliver();

    expect(receiver.requests[0]?.headers["content-type"]).toBe(contentType);
  });

  it("is spoken to by the protocol of logs before that of all", async () => {
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL = "grpc";
    process.env.OTEL_EXPORTER_OTLP_LOGS_PROTOCOL = "http/json";

    expect(await deliver()).toBe("delivered");
  });

  it.each([
    ["none", undefined],
    ["gzip", "gzip"],
    [undefined, "gzip"],
  ])("is sent what is compressed by %s", async (compression, encoding) => {
    if (compression) process.env.OTEL_EXPORTER_OTLP_COMPRESSION = compression;
    await deliver(
      {},
      Array.from({ length: 100 }, (_, n) => someRecord(n)),
    );

    expect(receiver.requests[0]?.headers["content-encoding"]).toBe(encoding);
    expect(receiver.ids()).toHaveLength(100);
  });

  it("is given the time that it is given", async () => {
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = "50";
    receiver.behave(() => "silent");

    expect(await deliver({ giveUpAfterMs: 100 })).toContain("50 ms");
    expect(await deliver({ giveUpAfterMs: 100, attemptTimeoutMs: 60 })).toContain("60 ms");
  });

  it("is given all the time of a flush by a timeout of 0", async () => {
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = "0";
    receiver.behave(() => "slow");

    expect(await deliver()).toBe("delivered");
  });

  it.each<[string, string, OtlpEventWriterConfig]>([
    ["PROTOCOL", "grpc", { encoding: "protobuf" }],
    ["COMPRESSION", "zstd", { compression: "gzip" }],
    ["TIMEOUT", "soon", { attemptTimeoutMs: 1_000 }],
    ["HEADERS", "none", { headers: { "x-tenant": "team-a" } }],
  ])("cannot fail by %s where code decides it", async (name, value, config) => {
    process.env[`OTEL_EXPORTER_OTLP_${name}`] = value;

    expect(() => createOtlpEventWriter()).toThrow(`OTEL_EXPORTER_OTLP_${name} must be`);
    expect(await deliver(config)).toBe("delivered");
  });

  it("keeps what is its own from any other address", async () => {
    process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT = NOWHERE;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "authorization=secret";
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL = "grpc";
    await deliver({ url: receiver.url });

    expect(receiver.requests[0]?.headers.authorization).toBeUndefined();
    expect(receiver.requests[0]?.headers["content-type"]).toBe("application/x-protobuf");
  });
});

describe("the resource of the environment", () => {
  async function resourceOf(
    record: EventRecord<string>,
    resource?: OtlpEventWriterConfig["resource"],
  ) {
    await deliver({ url: receiver.url, headers: { "x-tenant": "team-a" }, resource }, [record]);
    const attributes = receiver.resources[0]?.resource.attributes ?? [];
    return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
  }

  it("applies to every event, and options in code take precedence", async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES =
      "service.version=1.4.0,team=a%2Cb%3D%C3%BC, region = eu ,query=a=b,";

    expect(await resourceOf(someRecord(1), { region: "us" })).toEqual({
      "service.name": "contract",
      "service.version": "1.4.0",
      team: "a,b=ü",
      region: "us",
      query: "a=b",
    });
  });

  it("names the service as OTEL_SERVICE_NAME does, and keeps the origin", async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES = "service.name=other";
    process.env.OTEL_SERVICE_NAME = "shop";

    expect(await resourceOf(someRecord(1))).toEqual({
      "service.name": "shop",
      "event.origin": "contract",
    });
  });
});

describe("an environment that cannot be used throws when the writer is made, and nothing of it is repeated", () => {
  const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  it.each([
    [{}, "url is missing: pass it, or set OTEL_EXPORTER_OTLP_ENDPOINT"],
    [{ [ENDPOINT]: " " }, "url is missing"],
    [{ [ENDPOINT]: "s3cret:4317" }, `${ENDPOINT} must be an http or https address, such as`],
    [{ [ENDPOINT]: "unix:///s3cret" }, `${ENDPOINT} must be an http or https address`],
    [
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "s3cret" },
      "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT must be an http or https address",
    ],
    [
      { [ENDPOINT]: NOWHERE, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      "OTEL_EXPORTER_OTLP_PROTOCOL must be 'http/protobuf' or 'http/json', received 'grpc'",
    ],
    [
      { [ENDPOINT]: NOWHERE, OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: "toString" },
      "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION must be 'gzip' or 'none', received 'toString'",
    ],
    ...["10s", "-1", "1.5", "99999999999"].map((timeout): [object, string] => [
      { [ENDPOINT]: NOWHERE, OTEL_EXPORTER_OTLP_TIMEOUT: timeout },
      `OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number of ms, received '${timeout}'`,
    ]),
    ...["Bearer s3cret", "a=1,s3cret", "authorization: Bearer s3cret=", "=s3cret"].map(
      (headers): [object, string] => [
        { [ENDPOINT]: NOWHERE, OTEL_EXPORTER_OTLP_HEADERS: headers },
        "OTEL_EXPORTER_OTLP_HEADERS must be name=value,name=value: number",
      ],
    ),
    [
      { [ENDPOINT]: NOWHERE, OTEL_EXPORTER_OTLP_HEADERS: "api-key=s3cr%C3%A9t" },
      "the header 'api-key' must be a text of printable ASCII characters",
    ],
    [
      { [ENDPOINT]: NOWHERE, OTEL_RESOURCE_ATTRIBUTES: "team=a,s3cret" },
      "OTEL_RESOURCE_ATTRIBUTES must be name=value,name=value: number 2 of it is not",
    ],
  ])("%j", (variables, message) => {
    Object.assign(process.env, variables);
    let said = "";
    try {
      createOtlpEventWriter();
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(`TypeError: ${message}`);
    expect(said).not.toMatch(/s3cr/);
  });
});
