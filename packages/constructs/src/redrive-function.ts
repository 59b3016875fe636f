import { join } from "node:path";
import { Duration, type RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** Properties of a `RedriveFunction`. */
export interface RedriveFunctionProps {
  /** The dead-letter queue of the event log. */
  readonly queue: IQueue;
  /** What happens to the function's log group when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/** Bundled when this package is built: apps need neither a bundler nor this package's dependencies. */
const ASSET = join(__dirname, "../assets/redrive");

/** Lambda requires less than the queue's visibility timeout, which is 30 seconds by default. */
const TIMEOUT = Duration.seconds(25);

/** Writes the events of a dead-letter queue to the table. Messages that the table does not accept stay in the queue. */
export class RedriveFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { queue, removalPolicy }: RedriveFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy,
    });
    // Lambda's managed policy would allow writes to any log group.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);

    super(scope, id, {
      description: "Service Events: writes the events of the dead-letter queue to the table",
      code: Code.fromAsset(ASSET),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: TIMEOUT,
      role,
      logGroup,
    });
    this.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(5),
        reportBatchItemFailures: true,
        // Does not flood a table that has just recovered.
        maxConcurrency: 2,
      }),
    );
  }
}
