import { Duration, Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Stage } from "./stage.js";

/** The queue for events that the table did not accept. */
export class UndeliveredEvents extends Queue {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest that SQS allows: an outage may last longer than a weekend.
      retentionPeriod: Duration.days(14),
      // Six times the timeout of the redrive function, as Lambda recommends.
      visibilityTimeout: Duration.seconds(150),
      removalPolicy: stage.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions::AwsSolutions-SQS3",
      reason:
        "This is a dead-letter queue. Functions send to it directly, so no queue refers to it",
    });
  }
}
