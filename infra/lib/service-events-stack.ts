import { EventLogDashboard, EventLogTable } from "@service-events/constructs";
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Jobs } from "./jobs.js";
import { NightlyReport } from "./nightly-report.js";
import { SignUp } from "./sign-up.js";
import type { Stage } from "./stage.js";
import { Subscriptions } from "./subscriptions.js";
import { UndeliveredEvents } from "./undelivered-events.js";

/** Options of a `ServiceEventsStack`. */
export interface ServiceEventsStackOptions {
  /** Whether to deploy the dashboard. Default: no. */
  readonly dashboard?: boolean;
}

/** A small SaaS whose functions write to one event log. */
export class ServiceEventsStack extends Stack {
  constructor(scope: Construct, stage: Stage, options: ServiceEventsStackOptions = {}) {
    super(scope, `service-events-${stage.name}`, {
      description: "Service Events: an event log, and a small SaaS that writes to it",
      terminationProtection: stage.deletionProtection,
    });
    const eventLog = new EventLogTable(this, "EventLog", {
      environment: stage.name,
      deadLetterQueue: new UndeliveredEvents(this, "UndeliveredEvents", stage),
      removalPolicy: stage.removalPolicy,
      deletionProtection: stage.deletionProtection,
    });
    const signUp = new SignUp(this, "SignUp", stage);
    const jobs = new Jobs(this, "Jobs", stage);
    const subscriptions = new Subscriptions(this, "Subscriptions", stage);
    const nightlyReport = new NightlyReport(this, "NightlyReport", stage);

    eventLog.grantWriteEvents(signUp.function, { origin: "sign-up" });
    eventLog.grantWriteEvents(jobs.function, { origin: "jobs" });
    eventLog.grantWriteEvents(subscriptions.function, { origin: "subscriptions" });
    eventLog.grantWriteEvents(nightlyReport.function, { origin: "nightly-report" });

    new CfnOutput(this, "EventLogTableName", { value: eventLog.tableName });
    new CfnOutput(this, "ApiUrl", { value: subscriptions.url });
    new CfnOutput(this, "JobsQueueUrl", { value: jobs.queue.queueUrl });

    if (!options.dashboard) return;
    new EventLogDashboard(this, "Dashboard", {
      eventLog,
      logGroups: {
        "sign-up": signUp.function.logGroup,
        jobs: jobs.function.logGroup,
        subscriptions: subscriptions.function.logGroup,
        "nightly-report": nightlyReport.function.logGroup,
      },
      logRetention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
  }
}
