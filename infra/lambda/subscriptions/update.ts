const PLANS = ["free", "pro", "team"] as const;
const STATUSES = ["active", "canceled", "past_due"] as const;

/** A change of a user's subscription. */
export interface SubscriptionUpdate {
  userId: string;
  plan: (typeof PLANS)[number];
  status: (typeof STATUSES)[number];
  /** The amount charged, in the account's currency. */
  amount?: number;
}

/** The update in a request, or all problems with it. */
export type ReadResult =
  | { update: SubscriptionUpdate; problems?: undefined }
  | { update?: undefined; problems: string[] };

/** The parts of a request that are used. API Gateway encodes binary bodies. */
export interface WebhookRequest {
  body?: string;
  isBase64Encoded?: boolean;
}

/** Reads the update in the body of a request. */
export function readUpdate({ body, isBase64Encoded }: WebhookRequest): ReadResult {
  if (!body) return { problems: ["the body is empty: send a JSON object"] };
  const value = parseJson(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { problems: ["the body is not a JSON object"] };
  }
  const { userId, plan, status, amount } = value as Record<string, unknown>;
  const problems = [
    typeof userId === "string" && userId !== "" ? [] : ["userId must be a string"],
    isOneOf(PLANS, plan) ? [] : [`plan must be one of ${PLANS.join(", ")}`],
    isOneOf(STATUSES, status) ? [] : [`status must be one of ${STATUSES.join(", ")}`],
    amount === undefined || isAmount(amount) ? [] : ["amount must be a number, 0 or more"],
  ].flat();
  if (problems.length > 0) return { problems };
  return { update: { userId, plan, status, amount } as SubscriptionUpdate };
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === "string" && allowed.includes(value);
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
