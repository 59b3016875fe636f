import { Duration, Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Stage } from "./stage.js";

/** Keeps the events that the table did not take, until it does. */
export class UndeliveredEvents extends Queue {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As long as SQS keeps anything: the table may be gone for longer than a weekend.
      retentionPeriod: Duration.days(14),
      // Six times what the function that writes them back may take, as Lambda asks for.
      visibilityTimeout: Duration.seconds(150),
      removalPolicy: stage.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions::AwsSolutions-SQS3",
      reason:
        "This is a dead-letter queue: functions put events into it themselves, so no other queue names it as its own",
    });
  }
}
