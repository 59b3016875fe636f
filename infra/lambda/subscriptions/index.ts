import { EventType, withLogging } from "@service-events/logger";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { readUpdate } from "./update.js";

/** The webhook that the payment provider calls when a subscription changes. */
export const handler = withLogging(async (event: APIGatewayProxyEventV2, ctx) => {
  const { update, problems } = readUpdate(event);
  if (update === undefined) {
    ctx.logger.warn("Webhook refused", { problems });
    return json(400, { accepted: false, problems });
  }
  const { userId, ...payload } = update;
  ctx.logger.event(EventType.SubscriptionUpdated, {
    description: `Subscription is ${update.status}: ${update.plan}`,
    userId,
    payload,
  });
  return json(202, { accepted: true });
});

function json(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
