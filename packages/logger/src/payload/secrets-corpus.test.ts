import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { JsonValue } from "@service-events/schema";
import axios from "axios";
import { createRedaction } from "./redact.js";
import { toStorable } from "./storable.js";

const redaction = createRedaction();

/** What is planted. Each would be found in the text of a snapshot if it was left. */
const S = {
  password: "correct-horse-9",
  jwt: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1XzEifQ.c2lnbmVkLWJ5LW5vYm9keQ",
  opaque: "8f14e45fceea167a5a36dedd4bea2543",
  card: "4242424242424242",
  cvc: "737",
  awsId: "AKIAIOSFODNN7EXAMPLE",
  awsSecret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  stripe: "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
  session: "s%3AvK3x.Qm9yZWQ",
  pem: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
  ssn: "078-05-1120",
};
const basic = Buffer.from(`ann:${S.password}`).toString("base64");

function snapshotText(value: unknown): string {
  return JSON.stringify(toStorable(value, { redaction }).value);
}

/** Every planted secret in it, as it is and as far as it can be told in other forms. */
function leaksOf(text: string): string[] {
  return [...Object.values(S), basic].filter((secret) => text.includes(secret));
}

const payloads: Record<string, unknown> = {
  "an API Gateway event with a JSON body": {
    version: "2.0",
    routeKey: "POST /login",
    rawQueryString: `redirect=%2Fhome&access_token=${S.opaque}`,
    cookies: [`sid=${S.session}`, "theme=dark"],
    headers: { authorization: `Bearer ${S.jwt}`, "x-api-key": S.opaque, accept: "*/*" },
    queryStringParameters: { redirect: "/home", access_token: S.opaque },
    requestContext: { authorizer: { jwt: { claims: { sub: "u_1" } } }, http: { path: "/login" } },
    body: JSON.stringify({ email: "ann@example.com", password: S.password, remember: true }),
  },
  "an API Gateway event with a form": {
    headers: {
      Cookie: `a=1; sid=${S.session}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    multiValueHeaders: { Authorization: [`Basic ${basic}`], "Set-Cookie": [`sid=${S.session}`] },
    body: `grant_type=password&username=ann&password=${S.password}&client_secret=${S.opaque}`,
  },
  "a CloudFront event": {
    Records: [
      {
        cf: {
          request: {
            uri: "/index.html",
            headers: {
              authorization: [{ key: "Authorization", value: `Basic ${basic}` }],
              cookie: [{ key: "Cookie", value: `sid=${S.session}` }],
              host: [{ key: "Host", value: "example.com" }],
            },
          },
        },
      },
    ],
  },
  "an SQS record with JSON within JSON": {
    Records: [
      {
        messageId: "m-1",
        body: JSON.stringify({
          Type: "Notification",
          Message: JSON.stringify({ user: "u_1", newPassword: S.password, token: S.opaque }),
        }),
      },
    ],
  },
  "a payment webhook": {
    id: "evt_1",
    type: "payment_intent.succeeded",
    data: {
      object: {
        amount: 1200,
        client_secret: `pi_1_secret_${S.opaque}`,
        card: { number: S.card, cvc: S.cvc },
      },
    },
  },
  "a payment form": {
    cardNumber: "4242 4242 4242 4242",
    card_cvc: S.cvc,
    ssn: S.ssn,
    amount: 1200,
    note: `card ${S.card}`,
  },
  "a card as a number": { card: { number: Number(S.card) }, amount: 1200 },
  "an answer of an OAuth server": {
    access_token: S.opaque,
    refresh_token: S.opaque,
    id_token: S.jwt,
    expires_in: 3600,
  },
  "a HAR entry": {
    request: {
      url: `https://ann:${S.password}@api.example.com/v1?api_key=${S.opaque}&page=2`,
      headers: [
        { name: "Authorization", value: `Token ${S.opaque}` },
        { name: "Accept", value: "*/*" },
      ],
      cookies: [{ name: "sid", value: S.session }],
    },
  },
  "settings and an environment": {
    region: "eu-central-1",
    env: {
      AWS_ACCESS_KEY_ID: S.awsId,
      AWS_SECRET_ACCESS_KEY: S.awsSecret,
      AWS_SESSION_TOKEN: S.opaque,
      STRIPE_KEY: S.stripe,
    },
    smtp: { host: "mail", auth: { user: "ann", pass: S.password } },
    database: `postgres://app:${S.password}@db.internal:5432/app`,
    dsn: `Server=db;User Id=app;Password=${S.password};`,
    key: `-----BEGIN PRIVATE KEY-----\n${S.pem}\n-----END PRIVATE KEY-----`,
  },
  "a dump of an environment": `PATH=/bin\nDB_PASSWORD=${S.password}\nAWS_SECRET_ACCESS_KEY="${S.awsSecret}"\nregion=eu`,
  "a command line": `curl -H 'Authorization: Bearer ${S.jwt}' -u x https://ann:${S.password}@example.com?token=${S.opaque}`,
  "AWS credentials": {
    Credentials: { AccessKeyId: S.awsId, SecretAccessKey: S.awsSecret, SessionToken: S.opaque },
    region: "eu",
  },
  "a Map, a Set and headers": new Map<unknown, unknown>([
    [
      "headers",
      new Headers({ authorization: `Bearer ${S.jwt}`, "x-auth-token": S.opaque, accept: "*/*" }),
    ],
    ["query", new URLSearchParams({ password: S.password, page: "2" })],
    ["seen", new Set([S.jwt, S.awsId, "fine"])],
    [S.jwt, "a key that is a token"],
  ]),
  "a fetch Request": new Request(`https://example.com/a?token=${S.opaque}`, {
    method: "POST",
    headers: { cookie: `sid=${S.session}`, authorization: `Basic ${basic}`, accept: "*/*" },
    body: JSON.stringify({ password: S.password }),
  }),
  "an error of a driver": Object.assign(
    new Error(`connect ECONNREFUSED postgres://app:${S.password}@10.0.0.1/app`, {
      cause: new Error(`401 for {"apiKey":"${S.opaque}"}`),
    }),
    { code: "ECONNREFUSED", connectionString: S.password, params: [`Bearer ${S.jwt}`] },
  ),
  "an XML message": `<soap:Envelope><wsse:Password>${S.password}</wsse:Password><id>7</id></soap:Envelope>`,
  "entries and raw headers": {
    entries: Object.entries({ cookie: `sid=${S.session}`, accept: "*/*" }),
    rawHeaders: ["Accept", "*/*", "X-Auth-Token", S.opaque],
  },
};

/** What must still be there, for a snapshot without anything has no secrets either. */
const kept: Record<string, string> = {
  "an API Gateway event with a JSON body": "ann@example.com",
  "a payment webhook": '"amount":1200',
  "a HAR entry": "page=2",
  "settings and an environment": "eu-central-1",
  "a dump of an environment": "region=eu",
  "a Map, a Set and headers": '"page":"2"',
  "an error of a driver": "ECONNREFUSED",
  "an XML message": "<id>7</id>",
};

/** Here a secret has its name beside it: that is found in values, and not in a text. */
const BESIDE_THEIR_NAMES = ["a HAR entry", "entries and raw headers"];

describe("planted secrets", () => {
  it.each(Object.entries(payloads))("are not in the snapshot of %s", (name, payload) => {
    const text = snapshotText(payload);
    expect(leaksOf(text)).toEqual([]);
    expect(text).toContain("[redacted]");
    expect(text).toContain(kept[name] ?? "");
  });

  it.each(Object.entries(payloads).filter(([name]) => !BESIDE_THEIR_NAMES.includes(name)))(
    "are not in the text of %s",
    (_, payload) => {
      const text = typeof payload === "string" ? payload : JSON.stringify(payload);
      expect(leaksOf(redaction.redactText(text))).toEqual([]);
    },
  );

  it("would be found without redaction", () => {
    const all = Object.values(payloads).map((payload) => JSON.stringify(toStorable(payload).value));
    expect(leaksOf(all.join("\n")).sort()).toEqual([...Object.values(S), basic].sort());
  });
});

describe("errors of clients", () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, answer) => {
      answer.writeHead(401, {
        "content-type": "application/json",
        "x-amzn-requestid": "r-1",
        "set-cookie": `sid=${S.session}`,
      });
      answer.end(
        JSON.stringify({ __type: "AccessDeniedException", message: "no", token: S.opaque }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("of axios keep what failed, and nothing of how it was allowed", async () => {
    const call = axios.post(
      `/orders?token=${S.opaque}`,
      { password: S.password },
      {
        baseURL: url.replace("//", `//ann:${S.password}@`),
        headers: { Authorization: `Bearer ${S.jwt}`, Cookie: `sid=${S.session}` },
        proxy: false,
      },
    );
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const { value } = toStorable({ error }, { redaction });
    expect(leaksOf(JSON.stringify(value))).toEqual([]);
    expect(value).toEqual({
      error: {
        name: "AxiosError",
        message: "Request failed with status code 401",
        code: "ERR_BAD_REQUEST",
        status: 401,
        method: "post",
        url: `${url}/orders?token=[redacted]`,
        isAxiosError: true,
      },
    });
  });

  it("of axios without redaction have no configuration either", async () => {
    const call = axios.get(url, { headers: { Authorization: `Bearer ${S.jwt}` }, proxy: false });
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(leaksOf(JSON.stringify(toStorable(error).value))).toEqual([]);
  });

  it("of the AWS SDK keep status and request id", async () => {
    const client = new DynamoDBClient({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: S.awsId, secretAccessKey: S.awsSecret },
      maxAttempts: 1,
    });
    const call = client.send(new DescribeTableCommand({ TableName: "t" }));
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    client.destroy();
    const { value } = toStorable(error, { redaction });
    expect(leaksOf(JSON.stringify(value))).toEqual([]);
    expect(value as Record<string, JsonValue>).toMatchObject({
      name: "AccessDeniedException",
      message: "no",
      fault: "client",
      status: 401,
      requestId: "r-1",
    });
    expect(value).not.toHaveProperty("$metadata");
    expect(value).not.toHaveProperty("$response");
  });
});
