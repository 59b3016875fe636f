import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { someRecord } from "../../test/memory-sink.js";
import { type Asked, type HttpPlace, startHttpPlace } from "../../test/places/http-place.js";
import type { DeliveryOptions } from "../delivery/options.js";
import type { EventWriter } from "../event-writer.js";
import { createDatadogEventWriter } from "./datadog.js";
import { createEventBridgeEventWriter } from "./eventbridge.js";
import { createNewRelicEventWriter } from "./newrelic/newrelic.js";
import { createOtlpEventWriter } from "./otlp/otlp.js";
import { createWebhookEventWriter } from "./webhook.js";

const SECRET = "s3cret-of-the-team";
/** So much of it tells it to whoever knows some. */
const TOLD = SECRET.slice(0, 8);
const signing = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;

type Create = (url: string, options: DeliveryOptions) => EventWriter;

/** A sink with its secret at one spot, and what a request shows of it there. */
interface Case {
  name: string;
  create: Create;
  shown(request: Asked): string;
}

const inHeaders: Case[] = (
  [
    [
      "otlp in a header",
      (url, rest) =>
        createOtlpEventWriter({ url, headers: { authorization: `Bearer ${SECRET}` }, ...rest }),
    ],
    [
      "datadog as its key",
      (url, rest) => createDatadogEventWriter({ url, apiKey: SECRET, ...rest }),
    ],
    [
      "newrelic as its key",
      (url, rest) => createNewRelicEventWriter({ url, licenseKey: SECRET, ...rest }),
    ],
    [
      "webhook in a header",
      (url, rest) =>
        createWebhookEventWriter({ url, secret: signing, headers: { "x-key": SECRET }, ...rest }),
    ],
  ] satisfies [string, Create][]
).map(([name, create]) => ({ name, create, shown: ({ headers }) => JSON.stringify(headers) }));

const plain: [string, Create][] = [
  ["otlp", (url, rest) => createOtlpEventWriter({ url, ...rest })],
  ["datadog", (url, rest) => createDatadogEventWriter({ url, apiKey: "0123456789", ...rest })],
  [
    "newrelic",
    (url, rest) => createNewRelicEventWriter({ url, licenseKey: "0123456789", ...rest }),
  ],
  ["webhook", (url, rest) => createWebhookEventWriter({ url, secret: signing, ...rest })],
];

const SPOTS: [string, (url: string) => string, Case["shown"]][] = [
  [
    "as the user",
    (url) => url.replace("http://", `http://${SECRET}@`),
    ({ headers }) => `${headers.authorization} is ${SECRET}`,
  ],
  [
    "as the password",
    (url) => url.replace("http://", `http://user:${SECRET}@`),
    ({ headers }) => String(headers.authorization),
  ],
  ["in the path", (url) => `${url}hooks/${SECRET}`, ({ url = "" }) => url],
  ["in the query", (url) => `${url}?token=${SECRET}`, ({ url = "" }) => url],
];

const inAddress: Case[] = plain.flatMap(([name, create]) =>
  SPOTS.map(([spot, place, shown]) => ({
    name: `${name} ${spot}`,
    create: (url, rest) => create(place(url), rest),
    shown,
  })),
);

/** Servers that tell everything they know, as some do where they should not. */
const TELLTALES: [number, (shown: string) => string][] = [
  [403, (shown) => `refused: ${shown}`],
  [401, (shown) => JSON.stringify({ error: shown })],
  [400, (shown) => `<html><title>${shown}</title></html>`],
  [503, (shown) => `overloaded by ${shown}`],
  [500, (shown) => shown.toUpperCase()],
];

describe("failure messages contain no secrets", () => {
  let place: HttpPlace;
  beforeEach(async () => {
    place = await startHttpPlace({
      path: "/",
      refusalOf: () => undefined,
      perform: () => ({ status: 200 }),
      busy: { status: 503 },
      refuses: { status: 403 },
    });
  });
  afterEach(() => place.stop());

  /** Delivers one event, and gives why it could not be. */
  async function reasonOf(create: Create): Promise<string> {
    const reasons: string[] = [];
    const writer = create(place.url, {
      undelivered: (_records: readonly EventRecord<string>[], reason) => void reasons.push(reason),
    });
    writer({ ...someRecord(1), createdAt: new Date().toISOString() });
    await writer.flush({ deadline: Date.now() + 100 });
    return reasons.join();
  }

  it.each([...inHeaders, ...inAddress])("$name", async ({ create, shown }) => {
    for (const [status, tell] of TELLTALES) {
      place.answerAnyWith((request) => ({ status, body: tell(shown(request)) }));
      const reason = await reasonOf(create);

      expect(reason).toContain(`HTTP ${status}`);
      expect(reason.toLowerCase()).not.toContain(TOLD);
      // Nor as the header that a user and password become.
      expect(reason).not.toContain(Buffer.from(`user:${SECRET}`).toString("base64").slice(0, 8));
    }
    await place.stop();
    const reason = await reasonOf(create);

    expect(reason).toContain("ECONN");
    expect(reason).not.toContain(TOLD);
  });

  it.each([...inHeaders, ...inAddress])(
    "$name, of which only the beginning is told",
    async ({ create }) => {
      place.answerAnyWith(() => ({ status: 403, body: `there is no ${TOLD}…` }));

      expect(await reasonOf(create)).toBe("HTTP 403");
    },
  );

  it.each(["s3cret/of+the team", "s3&cret=of%the"])(
    "%s, encoded in a query, as it is sent and as it reads",
    async (secret) => {
      const query = `?token=${encodeURIComponent(secret)}`;
      const [[, create]] = plain as [[string, Create]];
      for (const told of [query, secret, decodeURIComponent(query)]) {
        place.answerAnyWith(() => ({ status: 403, body: `no ${told}` }));

        expect(await reasonOf((url, rest) => create(url + query, rest))).toBe("HTTP 403");
      }
    },
  );

  it("the token of AWS, which repeats a request whose signature it does not accept", async () => {
    const credentials = { accessKeyId: "id", secretAccessKey: "key", sessionToken: SECRET };
    const client = new EventBridgeClient({ endpoint: place.url, region: "us-east-1", credentials });
    place.answerAnyWith(({ headers }) => ({
      status: 400,
      body: JSON.stringify({
        __type: "InvalidSignatureException",
        message: `should have been x-amz-security-token:${headers["x-amz-security-token"]}`,
      }),
    }));

    expect(await reasonOf((_url, rest) => createEventBridgeEventWriter({ client, ...rest }))).toBe(
      "InvalidSignatureException: should have been x-amz-security-token:…",
    );
    client.destroy();
  });

  it("while anything else is told", async () => {
    const [otlp] = inHeaders as [Case];
    place.answerAnyWith(() => ({ status: 403, body: "your plan has ended" }));

    expect(await reasonOf(otlp.create)).toBe("HTTP 403 your plan has ended");
  });
});
