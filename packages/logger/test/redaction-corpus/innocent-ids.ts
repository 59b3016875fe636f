import { type Case, innocent } from "./case.js";
import type { Random } from "./random.js";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

type Generate = (random: Random) => string | number;

/** Ids and hashes of well-known makes, each with the name that it usually has. */
const IDS: Readonly<Record<string, readonly [name: string, generate: Generate]>> = {
  UUID: ["id", (r) => r.uuid()],
  "UUID without dashes": ["traceId", (r) => r.text("hex", 32)],
  "UUID in braces": ["guid", (r) => `{${r.uuid().toUpperCase()}}`],
  ULID: ["orderId", (r) => `01${r.text(CROCKFORD, 24)}`],
  KSUID: ["jobId", (r) => `2${r.text("base62", 26)}`],
  "nano id": ["shortId", (r) => r.text("base64url", 21)],
  cuid2: ["fileId", (r) => `t${r.text("abcdefghijklmnopqrstuvwxyz0123456789", 23)}`],
  ObjectId: ["_id", (r) => r.text("hex", 24)],
  snowflake: ["messageId", (r) => `1${r.digits(18)}`],
  "Discord id": ["channel_id", (r) => r.digits(18)],
  "Facebook id": ["page_id", (r) => r.digits(16)],
  "Stripe charge": ["charge", (r) => `ch_3${r.text("base62", 23)}`],
  "Stripe intent": ["payment_intent", (r) => `pi_3${r.text("base62", 23)}`],
  "Stripe customer": ["customer", (r) => `cus_${r.text("base62", 14)}`],
  "Stripe event": ["event_id", (r) => `evt_1${r.text("base62", 23)}`],
  "Stripe price": ["price", (r) => `price_1${r.text("base62", 23)}`],
  "Stripe publishable key": ["publishableKey", (r) => `pk_live_${r.text("base62", 24)}`],
  "reCAPTCHA site key": ["siteKey", (r) => `6L${r.text("base64url", 38)}`],
  "commit hash": ["sha", (r) => r.text("hex", 40)],
  "short commit": ["commit", (r) => r.text("hex", 7)],
  "SHA-256": ["sha256", (r) => r.text("hex", 64)],
  MD5: ["md5", (r) => r.text("hex", 32)],
  integrity: ["integrity", (r) => `sha512-${r.base64(64)}`],
  "image digest": ["image", (r) => `sha256:${r.text("hex", 64)}`],
  ETag: ["etag", (r) => `"${r.text("hex", 32)}-3"`],
  "weak ETag": ["etag", (r) => `W/"${r.text("hex", 4)}-${r.text("base64", 27)}"`],
  "X-Ray trace": [
    "traceHeader",
    (r) => `Root=1-${r.text("hex", 8)}-${r.text("hex", 24)};Sampled=1`,
  ],
  traceparent: ["traceparent", (r) => `00-${r.text("hex", 32)}-${r.text("hex", 16)}-01`],
  "span id": ["spanId", (r) => r.text("hex", 16)],
  "AWS request id": ["awsRequestId", (r) => r.uuid()],
  "DynamoDB request id": ["requestId", (r) => r.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 52)],
  "S3 id 2": ["x-amz-id-2", (r) => r.base64(57)],
  "S3 version": ["versionId", (r) => r.text("base62", 32)],
  "S3 sequencer": ["sequencer", (r) => r.text("ABCDEF0123456789", 18)],
  "Kinesis sequence number": ["sequenceNumber", (r) => `49${r.digits(54)}`],
  "Stream sequence number": ["SequenceNumber", (r) => r.digits(21)],
  "EC2 instance": ["instanceId", (r) => `i-0${r.text("hex", 16)}`],
  subnet: ["subnetId", (r) => `subnet-0${r.text("hex", 16)}`],
  "role id": ["principalId", (r) => `AROA${r.text("upper", 17)}:session`],
  "Cognito sub": ["sub", (r) => r.uuid()],
  "Cognito pool": ["userPoolId", (r) => `eu-west-1_${r.text("base62", 9)}`],
  "CloudFront distribution": ["distributionId", (r) => `E${r.text("upper", 13)}`],
  "GitHub node id": [
    "node_id",
    (r) => Buffer.from(`MDEwOlJlcG9zaXRvcnk${r.digits(9)}`).toString("base64"),
  ],
  "GraphQL cursor": [
    "endCursor",
    (r) => Buffer.from(`cursor:v2:${r.digits(9)}`).toString("base64"),
  ],
  "page cursor": ["nextToken", (r) => r.base64(60)],
  "continuation token": ["ContinuationToken", (r) => r.base64(60)],
  "idempotency key": ["idempotencyKey", (r) => r.uuid()],
  "message id": ["messageId", (r) => `<${r.text("base62", 24)}@mail.example.com>`],
  "Slack ts": ["ts", (r) => `17${r.digits(8)}.${r.digits(6)}`],
  "Slack channel": ["channel", (r) => `C0${r.text("upper", 9)}`],
  "Google sub": ["sub", (r) => `1${r.digits(20)}`],
  "Android id": ["androidId", (r) => r.text("hex", 16)],
  "Kafka offset": ["offset", (r) => r.int(1e9)],
  "numeric id": ["accountId", (r) => r.digits(12)],
  "session id": ["sessionId", (r) => r.text("hex", 32)],
  "device id": ["deviceId", (r) => r.uuid()],
  "client id": [
    "client_id",
    (r) => `${r.digits(12)}-${r.text("lower", 32)}.apps.googleusercontent.com`,
  ],
  "public key": [
    "publicKey",
    (r) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.text("base64", 43)} ann@host`,
  ],
  fingerprint: ["fingerprint", (r) => `SHA256:${r.text("base64", 43)}`],
  "MAC address": ["mac", (r) => r.text("hex", 12).replace(/(..)(?!$)/g, "$1:")],
  "Bitcoin address": ["address", (r) => `bc1q${r.text("023456789acdefghjklmnpqrstuvwxyz", 38)}`],
  "Ethereum transaction": ["txHash", (r) => `0x${r.text("hex", 64)}`],
  DOI: ["doi", (r) => `10.1000/${r.text("lower", 6)}.${r.digits(4)}`],
};

/** Ids under their own names, and in sentences. */
export function ids(random: Random): Case[] {
  return Object.values(IDS).flatMap(([name, generate]) => [
    innocent("id, field", { [name]: generate(random), status: "ok" }),
    innocent("id, field", { detail: { [name]: generate(random) } }),
    innocent("id, text", `handled ${generate(random)} in 12 ms`),
    innocent("id, text", `GET /v1/things/${generate(random)}/parts returned 200`),
    innocent("id, text", `${name}=${generate(random)} status=ok`),
    innocent("id, text", JSON.stringify({ [name]: generate(random), n: 1 })),
  ]);
}

/** The values that `userId`, `requestId` and `correlationId` have. Some look like cards, phones and keys. */
export function recordIds(random: Random): string[] {
  return [
    ...Array.from({ length: 8 }, () => random.uuid()),
    ...Array.from({ length: 8 }, () => random.luhn("4", 16)),
    ...Array.from({ length: 4 }, () => random.luhn("37", 15)),
    ...Array.from({ length: 4 }, () => random.luhn("6011", 16)),
    ...Array.from({ length: 4 }, () => random.digits(18)),
    ...Array.from({ length: 4 }, () => `4${random.luhn("", 15)}`),
    ...[1, 2, 3].map(
      () => `${random.luhn("4", 16).replace(/(.{8})/, "$1-")}-0000-0000-000000000000`,
    ),
    ...["ann@example.com", "auth0|5f7c8ec7c33c6c004bbafe82", "google-oauth2|113471234567890123456"],
    ...["token:42", "user=ann", "key=value", "password=none", "u:pass", "basic user0042", "a:b@c"],
    ...[`sk_live_${random.text("base62", 24)}`, `AKIA${random.text("upper", 16)}`],
    ...["+49 30 901820 4111", "4111 1111 1111 1111", "eu-west-1:2f1c", "cookie: x", "//a:b@c"],
  ];
}
