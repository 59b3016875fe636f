import { Duration, Validations } from "aws-cdk-lib";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { SampleFunction } from "./sample-function.js";
import type { Stage } from "./stage.js";

/** The user pool of the app, and the function that is called for each new user. */
export class SignUp extends Construct {
  readonly function: SampleFunction;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.function = new SampleFunction(this, "Function", {
      stage,
      folder: "sign-up",
      // Cognito waits 5 seconds.
      timeout: Duration.seconds(5),
    });
    const users = new UserPool(this, "Users", {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      lambdaTriggers: { postConfirmation: this.function },
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.removalPolicy,
    });
    users.addClient("Web", { authFlows: { userSrp: true }, preventUserExistenceErrors: true });
    Validations.of(users).acknowledge(
      {
        id: "AwsSolutions::AwsSolutions-COG2",
        reason: "Optional for users of a small SaaS; require MFA where accounts are worth more",
      },
      {
        id: "AwsSolutions::AwsSolutions-COG8",
        reason: "Threat protection is charged per active user; choose the plus plan if it pays off",
      },
    );
  }
}
