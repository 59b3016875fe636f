import type { EventRecord } from "@service-events/schema";
import { Webhook } from "standardwebhooks";
import { type HttpPlace, startHttpPlace } from "./http-place.js";

/** A message as a receiver reads it. */
export interface WebhookMessage {
  id: string;
  type: string;
  timestamp: string;
  data: EventRecord<string>;
}

/** A receiver that verifies what it is sent by the library of Standard Webhooks. */
export interface WebhookReceiver extends HttpPlace {
  readonly secret: string;
  /** Those that it took, as often as it took them. */
  readonly messages: readonly WebhookMessage[];
}

/** The description of an event that this receiver cannot read. */
export const UNREADABLE = "unreadable";

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const secret = `whsec_${Buffer.alloc(32, "secret of a test").toString("base64")}`;
  const messages: WebhookMessage[] = [];
  const webhook = new Webhook(secret);
  const place = await startHttpPlace({
    path: "/hooks/events",
    // A receiver that asks for no pause: a hundred messages are a hundred requests.
    busy: { status: 503, headers: { "retry-after": "0" } },
    refuses: { status: 401 },
    refusalOf: () => undefined,
    perform({ headers, body }) {
      try {
        const message = webhook.verify(body, headers as Record<string, string>) as WebhookMessage;
        if (message.data.description === UNREADABLE) return { status: 422 };
        messages.push({ ...message, id: String(headers["webhook-id"]) });
        return { status: 204 };
      } catch (error) {
        return { status: 401, body: String(error) };
      }
    },
  });
  return { ...place, secret, messages };
}
