import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import { SampleFunction } from "./sample-function.js";
import type { Stage } from "./stage.js";

/** A report, every night at 02:00 UTC. */
export class NightlyReport extends Construct {
  readonly function: SampleFunction;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.function = new SampleFunction(this, "Function", {
      stage,
      folder: "nightly-report",
      timeout: Duration.minutes(1),
    });
    new Rule(this, "Schedule", {
      schedule: Schedule.cron({ hour: "2", minute: "0" }),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
