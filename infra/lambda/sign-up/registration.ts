import type { PostConfirmationTriggerEvent } from "aws-lambda";

/** What is recorded about a new user. The address itself stays in Cognito. */
export interface Registration {
  triggerSource: string;
  emailDomain?: string;
}

/** The registration in a trigger's event; undefined for a confirmed new password, which calls the same trigger. */
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
