import { type Case, innocent } from "./case.js";
import type { Random } from "./random.js";

/** Whole payloads of everyday events, in the shape that their senders document. */
const PAYLOADS: readonly ((random: Random) => unknown)[] = [
  (r) => ({
    Records: [
      {
        eventVersion: "2.1",
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: `AWS:AROA${r.text("upper", 17)}:upload` },
        responseElements: {
          "x-amz-request-id": r.text("ABCDEF0123456789", 16),
          "x-amz-id-2": r.base64(57),
        },
        s3: {
          bucket: { name: "acme-data", arn: "arn:aws:s3:::acme-data" },
          object: {
            key: "invoices/2025/11/inv+1842.pdf",
            size: 18420,
            eTag: r.text("hex", 32),
            sequencer: r.text("ABCDEF0123456789", 18),
          },
        },
      },
    ],
  }),
  (r) => ({
    id: `evt_1${r.text("base62", 23)}`,
    object: "event",
    type: "charge.succeeded",
    data: {
      object: {
        id: `ch_3${r.text("base62", 23)}`,
        amount: 1299,
        balance_transaction: `txn_3${r.text("base62", 23)}`,
        customer: `cus_${r.text("base62", 14)}`,
        payment_method_details: {
          card: {
            brand: "visa",
            checks: { cvc_check: "pass", address_postal_code_check: "pass" },
            fingerprint: r.text("base62", 16),
            last4: "4242",
            network: "visa",
          },
          type: "card",
        },
        receipt_url: `https://pay.stripe.com/receipts/payment/${r.text("base62", 40)}`,
      },
    },
    request: { id: `req_${r.text("base62", 14)}`, idempotency_key: r.uuid() },
  }),
  (r) => ({
    ref: "refs/heads/main",
    before: r.text("hex", 40),
    after: r.text("hex", 40),
    repository: {
      id: r.int(1e9),
      node_id: "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=",
      full_name: "acme/shop",
      clone_url: "https://github.com/acme/shop.git",
      keys_url: "https://api.github.com/repos/acme/shop/keys{/key_id}",
    },
    pusher: { name: "ann", email: "ann@example.com" },
    head_commit: {
      id: r.text("hex", 40),
      message: "Rotate the API token and hash passwords",
      timestamp: "2025-11-24T02:48:15Z",
    },
  }),
  (r) => ({
    id: r.digits(13),
    admin_graphql_api_id: `gid://shopify/Order/${r.digits(13)}`,
    order_number: 1842,
    total_price: "129.90",
    discount_codes: [{ code: "SUMMER2025", amount: "10.00", type: "percentage" }],
    line_items: [
      { sku: "SKU-1842", grams: 200, variant_id: Number(r.digits(14)), barcode: r.ean(13) },
    ],
    shipping_address: { phone: "+49 30 901820", zip: "10115", country_code: "DE" },
    note_attributes: [{ name: "gift", value: "yes" }],
  }),
  (r) => ({
    model: "gpt-x",
    id: `chatcmpl-${r.text("base62", 29)}`,
    usage: {
      prompt_tokens: 812,
      completion_tokens: 130,
      total_tokens: 942,
      completion_tokens_details: { reasoning_tokens: 64 },
    },
    choices: [
      {
        index: 0,
        finish_reason: "stop",
        message: { role: "assistant", content: "Reset your password under Settings." },
      },
    ],
  }),
  (r) => ({
    version: "2.0",
    routeKey: "GET /orders",
    rawPath: "/orders",
    rawQueryString: "page=2&sort=-created",
    headers: {
      accept: "application/json",
      host: "api.example.com",
      "user-agent": "curl/8.5.0",
      "x-amzn-trace-id": `Root=1-${r.text("hex", 8)}-${r.text("hex", 24)}`,
      "x-forwarded-for": "203.0.113.7",
    },
    requestContext: {
      accountId: r.digits(12),
      apiId: r.text("lower", 10),
      requestId: `${r.text("base62", 15)}=`,
      timeEpoch: 1_764_000_000_000 + r.int(1e9),
    },
    isBase64Encoded: false,
  }),
  (r) => ({
    Type: "Notification",
    MessageId: r.uuid(),
    TopicArn: "arn:aws:sns:eu-west-1:123456789012:orders",
    Message: JSON.stringify({ orderId: r.uuid(), total: 12.5, tokens: { input: 3 } }),
    SignatureVersion: "1",
  }),
  (r) => ({
    feature: "checkout",
    experiment: { key: "new-checkout", variant: "b", bucketingKey: r.uuid() },
    timings: { dnsMs: 3, tlsMs: 12, ttfbMs: 80 },
    viewport: [1280, 720],
  }),
  (r) => ({
    shipment: {
      carrier: "dhl",
      trackingNumber: `00340${r.digits(15)}`,
      pieces: [{ sscc: r.luhn("3", 18), weight: 1.2 }],
    },
    device: {
      imei: r.luhn("35", 15),
      serialNumber: r.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 12),
      simIccid: r.luhn("8949", 19),
    },
  }),
  (r) => ({
    deployment: {
      image: `ghcr.io/acme/shop@sha256:${r.text("hex", 64)}`,
      commit: r.text("hex", 40),
      secretsMounted: ["db", "stripe"],
      envFrom: [{ secretRef: { name: "shop-env" } }],
    },
    tests: { pass: 120, fail: 0, skip: 3 },
  }),
  (r) => ({
    query: 'origin:orders event:JOB_FAILED user:u_1 payload.tokens:>100 "password reset"',
    plan: {
      index: "byUser",
      partitions: 4,
      cursor: `2025-11-24T02:48:15.096003Z#JOB_FAILED#${r.text("base64url", 11)}`,
    },
  }),
  (r) => ({
    tree: { sha: r.text("hex", 40), keys: ["primaryKey", "foreignKey"], passes: 2 },
    bins: Array.from({ length: 12 }, () => r.int(1e6)),
    vector: Array.from({ length: 8 }, () => r.int(1e9) / 1e9),
  }),
];

/** Payloads as a whole: one replaced value damages the case. */
export function harmlessPayloads(random: Random): Case[] {
  return PAYLOADS.flatMap((make) => [
    innocent("payload", make(random)),
    innocent("payload", make(random)),
    innocent("payload, JSON text", { body: JSON.stringify(make(random)) }),
  ]);
}
