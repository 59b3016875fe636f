import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { ServiceEventsStack } from "../lib/service-events-stack.js";
import { flagOf, stageOf } from "../lib/stage.js";

const app = new App();
new ServiceEventsStack(app, stageOf(app.node.tryGetContext("stage")), {
  dashboard: flagOf("dashboard", app.node.tryGetContext("dashboard")),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
