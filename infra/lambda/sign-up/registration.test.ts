import { describe, expect, it } from "@jest/globals";
import type { PostConfirmationTriggerEvent } from "aws-lambda";
import { registrationOf } from "./registration.js";

function trigger(
  triggerSource: PostConfirmationTriggerEvent["triggerSource"],
  userAttributes: Record<string, string>,
): PostConfirmationTriggerEvent {
  return {
    version: "1",
    triggerSource,
    region: "eu-west-1",
    userPoolId: "eu-west-1_pool",
    userName: "u_1",
    callerContext: { awsSdkVersion: "3", clientId: "client" },
    request: { userAttributes },
    response: {},
  };
}

describe("a registration", () => {
  it("keeps the domain of the address, and not the address", () => {
    const event = trigger("PostConfirmation_ConfirmSignUp", { email: '"a@b"@Example.com' });

    expect(registrationOf(event)).toEqual({
      triggerSource: "PostConfirmation_ConfirmSignUp",
      emailDomain: "example.com",
    });
  });

  it.each([[{}], [{ email: "no address" }]])("does without a domain: %j", (attributes) => {
    expect(
      registrationOf(
        trigger("PostConfirmation_ConfirmSignUp", attributes as Record<string, string>),
      ),
    ).toEqual({ triggerSource: "PostConfirmation_ConfirmSignUp" });
  });

  it("is not a new password", () => {
    const event = trigger("PostConfirmation_ConfirmForgotPassword", { email: "a@example.com" });

    expect(registrationOf(event)).toBeUndefined();
  });
});
