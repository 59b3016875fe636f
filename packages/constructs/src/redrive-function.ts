import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** Properties of a `RedriveFunction`. */
export interface RedriveFunctionProps {
  /** Where writers put what the table did not take. */
  readonly queue: IQueue;
}

/** Bundled when this package is built, so that an app needs neither a bundler nor this package's dependencies. */
const ASSET = join(__dirname, "../assets/redrive");

/** Below a queue's own 30 seconds of invisibility, as Lambda demands. */
const TIMEOUT = Duration.seconds(25);

/** Writes the events of a dead-letter queue back into the table: what the table takes leaves the queue, the rest stays. */
export class RedriveFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { queue }: RedriveFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.THREE_MONTHS });
    // Lambda's managed policy would allow it to write to any log group.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);

    super(scope, id, {
      description: "Service Events: writes events of the dead-letter queue back into the table",
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
        // A table that has just come back is not to be met by a crowd.
        maxConcurrency: 2,
      }),
    );
  }
}
