import type { PostConfirmationTriggerEvent } from "aws-lambda";

/** What the event log keeps of a new user. The address itself stays with Cognito. */
export interface Registration {
  triggerSource: string;
  emailDomain?: string;
}

/** The registration that a trigger stands for; none when a user confirmed a new password, which comes the same way. */
export function registrationOf(event: PostConfirmationTriggerEvent): Registration | undefined {
  const { triggerSource } = event;
  if (triggerSource !== "PostConfirmation_ConfirmSignUp") return undefined;
  const emailDomain = domainOf(event.request.userAttributes.email);
  return emailDomain === undefined ? { triggerSource } : { triggerSource, emailDomain };
}

function domainOf(email: string | undefined): string | undefined {
  const at = email?.lastIndexOf("@") ?? -1;
  return at < 0 ? undefined : email?.slice(at + 1).toLowerCase();
}
