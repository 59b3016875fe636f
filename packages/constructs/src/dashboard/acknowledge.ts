import * as cdk from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Tells cdk-nag why a finding is intended. Does nothing with versions of the CDK that lack `Validations`. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  if (!("Validations" in cdk)) return;
  cdk.Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason });
}
