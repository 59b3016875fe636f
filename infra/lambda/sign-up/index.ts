import { EventType, withLogging } from "@service-events/logger";
import type { PostConfirmationTriggerEvent } from "aws-lambda";
import { registrationOf } from "./registration.js";

/** Called by Cognito when a user has confirmed. Cognito expects the event as the result. */
export const handler = withLogging(async (event: PostConfirmationTriggerEvent, ctx) => {
  const registration = registrationOf(event);
  if (registration === undefined) {
    ctx.logger.info("Nobody signed up", { triggerSource: event.triggerSource });
    return event;
  }
  ctx.logger.event(EventType.UserRegistered, {
    description: "User registered",
    userId: event.userName,
    payload: { ...registration },
  });
  return event;
});
