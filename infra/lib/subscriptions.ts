import { Duration, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { SampleFunction } from "./sample-function.js";
import type { Stage } from "./stage.js";

/** One JSON line per request. CDK's formats are for REST APIs, which have other variables. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latencyMs: "$context.responseLatency",
  error: "$context.integrationErrorMessage",
});

/** The webhook that a payment provider calls. */
export class Subscriptions extends Construct {
  readonly function: SampleFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.function = new SampleFunction(this, "Function", {
      stage,
      folder: "subscriptions",
      timeout: Duration.seconds(10),
    });
    const api = new HttpApi(this, "Api", { createDefaultStage: false });
    api.addRoutes({
      path: "/webhooks/subscriptions",
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration("Function", this.function),
    });
    Validations.of(api).acknowledge({
      id: "AwsSolutions::AwsSolutions-APIG4",
      reason:
        "Payment providers sign their requests with a secret; verify the signature in the function",
    });
    const accessLog = new LogGroup(this, "AccessLog", {
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    const { url } = new HttpStage(this, "Stage", {
      httpApi: api,
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
    this.url = url;
  }
}
