import type { EventSketch } from "../../../query/test/items.js";

/** The types that the sample's catalogues know; `CARD_EXPIRING` is written and known to none. */
export const CATALOGUE = {
  orders: {
    JOB_STARTED: { level: "info", retentionDays: 30, description: "Work on an order has begun" },
    JOB_COMPLETED: { level: "info", retentionDays: 30, description: "An order is done" },
    JOB_FAILED: { level: "error", retentionDays: 90, description: "An order could not be done" },
  },
  accounts: {
    USER_REGISTERED: { level: "info", retentionDays: null, description: "Somebody signed up" },
    SUBSCRIPTION_UPDATED: { level: "info", retentionDays: 365, description: "A plan has changed" },
  },
  billing: {
    INVOICE_PAID: { level: "info", retentionDays: 365, description: "Money has arrived" },
    PAYMENT_RETRIED: { level: "warn", retentionDays: 30, description: "A card is tried again" },
  },
  mailer: {
    MAIL_BOUNCED: { level: "warn", retentionDays: 14, description: "A mail came back" },
    ERROR: { level: "error", retentionDays: 90, description: "Something went wrong" },
  },
} as const;

interface Kind {
  origin: keyof typeof CATALOGUE;
  event: string;
  level: string;
  share: number;
  days: number | null;
  /** Of a failure, the name and the code of its error are those of its description. */
  descriptions: readonly string[];
}

const ERRORS: Record<string, { name: string; code: string; fingerprint: string }> = {
  "Card declined by the bank": {
    name: "CardError",
    code: "card_declined",
    fingerprint: "c4d5e6",
  },
  "Out of stock": { name: "StockError", code: "out_of_stock", fingerprint: "a7b8c9" },
  "SMTP server did not answer": {
    name: "TimeoutError",
    code: "ETIMEDOUT",
    fingerprint: "f1a2b3",
  },
};

const FAILED = kind("orders", "JOB_FAILED", "error", 0.03, 90, [
  "Card declined by the bank",
  "Out of stock",
]);

const KINDS: readonly Kind[] = [
  kind("orders", "JOB_STARTED", "info", 0.3, 30, ["Packing order", "Charging order"]),
  kind("orders", "JOB_COMPLETED", "info", 0.27, 30, ["Order shipped", "Order charged"]),
  kind("accounts", "SUBSCRIPTION_UPDATED", "info", 0.12, 365, ["Plan changed to pro"]),
  kind("billing", "INVOICE_PAID", "info", 0.14, 365, ["Invoice paid by card"]),
  kind("accounts", "USER_REGISTERED", "info", 0.06, null, ["Signed up with an invitation"]),
  kind("billing", "PAYMENT_RETRIED", "warn", 0.04, 30, ["Card tried again", "Bank did not answer"]),
  kind("mailer", "MAIL_BOUNCED", "warn", 0.02, 14, ["Receipt came back: mailbox full"]),
  FAILED,
  kind("mailer", "ERROR", "error", 0.01, 90, ["SMTP server did not answer"]),
  kind("billing", "CARD_EXPIRING", "info", 0.01, 30, ["Card expires next month"]),
];

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * So many events of the seven days before `now`, more by day than by night, with a bad hour last night; every time the
 * same for the same `now`.
 */
export function sampleEvents(count: number, now: number): EventSketch[] {
  const random = randomNumbers(7);
  const span = 7 * 86_400_000;
  return Array.from({ length: count }, (_, n) => {
    const at = busyTime(now, span, random);
    const share = random();
    const isFailure = isBadHour(at, now) && share < 0.6;
    return sketch(n, at, isFailure ? FAILED : pickKind(share), random);
  });
}

function busyTime(now: number, span: number, random: () => number): number {
  while (true) {
    // The last minute is left to the tests.
    const at = now - span + random() * (span - 60_000);
    if (isBadHour(at, now)) return at;
    const hour = new Date(at).getUTCHours();
    const share = 0.35 + 0.65 * Math.sin((Math.max(hour - 5, 0) / 19) * Math.PI);
    if (random() < share) return at;
  }
}

/** From two to three in the night before `now`. */
function isBadHour(at: number, now: number): boolean {
  const [hour, day] = [3_600_000, 86_400_000];
  const start = Math.floor((now - 3 * hour) / day) * day + 2 * hour;
  return at >= start && at < start + hour;
}

function sketch(n: number, at: number, chosen: Kind, random: () => number): EventSketch {
  const { origin, event, level, days, descriptions } = chosen;
  const user = Math.floor(random() ** 2 * 400);
  const order = 10_000 + Math.floor(random() * 4_000);
  const description = descriptions[n % descriptions.length] ?? "";
  const error = ERRORS[description];
  return {
    origin,
    event,
    level,
    at: `${new Date(at).toISOString().slice(0, 23)}${String(n % 1_000).padStart(3, "0")}Z`,
    process: `p${n % 7}x`,
    description: `${description} ${order}`,
    userId: `u_${user}`,
    correlationId: `req-${order}`,
    requestId: `8d1c2b${order}-${n % 5}`,
    environment: "prod",
    payload: {
      orderId: order,
      amount: Math.round(random() * 20_000) / 100,
      currency: random() < 0.8 ? "EUR" : "USD",
      items: [{ sku: `A-${order % 90}`, count: 1 + (n % 3) }],
      card: "[redacted]",
      receipt: `https://example.com/receipts/${order}`,
    },
    ...(error && { error: { ...error, message: `${description} after 3 attempts` } }),
    ...(n % 211 === 0 && { invalid: ["payload.amount: expected an integer"] }),
    ...(days !== null && { ttl: Math.floor(at / 1_000) + days * 86_400 }),
  };
}

function pickKind(share: number): Kind {
  let left = share;
  for (const candidate of KINDS) {
    left -= candidate.share;
    if (left < 0) return candidate;
  }
  return KINDS[0] as Kind;
}

function kind(
  origin: Kind["origin"],
  event: string,
  level: string,
  share: number,
  days: number | null,
  descriptions: readonly string[],
): Kind {
  return { origin, event, level, share, days, descriptions };
}
