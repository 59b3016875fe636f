import * as cdk from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Says to cdk-nag why a finding is meant. Versions of the CDK before there was a place to say it hear nothing. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  if (!("Validations" in cdk)) return;
  cdk.Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason });
}
