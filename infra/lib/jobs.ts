import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { SampleFunction } from "./sample-function.js";
import type { Stage } from "./stage.js";

/** A queue of jobs, the function that runs them, and a dead-letter queue for jobs that failed three times. */
export class Jobs extends Construct {
  readonly function: SampleFunction;
  readonly queue: Queue;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const timeout = Duration.seconds(30);
    const encryption = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    const failed = new Queue(this, "Failed", { ...encryption, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, "Queue", {
      ...encryption,
      // Six times the timeout, as Lambda recommends: it may retry while it holds a message.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
    });
    this.function = new SampleFunction(this, "Function", { stage, folder: "jobs", timeout });
    this.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }),
    );
  }
}
