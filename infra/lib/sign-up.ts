import { Duration, Validations } from "aws-cdk-lib";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { SampleFunction } from "./sample-function.js";
import type { Stage } from "./stage.js";

/** The users of the app, and the function that hears of each new one. */
export class SignUp extends Construct {
  readonly function: SampleFunction;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.function = new SampleFunction(this, "Function", {
      stage,
      folder: "sign-up",
      // Cognito waits no longer.
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
        reason:
          "Users of a small SaaS choose for themselves; ask for MFA where accounts are worth more",
      },
      {
        id: "AwsSolutions::AwsSolutions-COG8",
        reason:
          "Threat protection is charged for each active user; choose the plus plan when it pays",
      },
    );
  }
}
