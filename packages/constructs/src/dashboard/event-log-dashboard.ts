import { CfnOutput, RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IUserPool, IUserPoolClient } from "aws-cdk-lib/aws-cognito";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge";
import { DashboardFunction } from "./dashboard-function";
import { DashboardLogin } from "./dashboard-login";
import type { EventLogDashboardProps } from "./event-log-dashboard-props";

/** One JSON line per request. It has the user, and leaves out the query string, which may contain personal data. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  user: "$context.authorizer.claims.sub",
  route: "$context.routeKey",
  path: "$context.path",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latencyMs: "$context.responseLatency",
  error: "$context.integrationErrorMessage",
  authorizerError: "$context.authorizer.error",
});

const READING = [HttpMethod.GET, HttpMethod.HEAD];
/** What a browser needs before login: the page, and where to log in. */
const OPEN_PATHS = ["/", "/{proxy+}", "/api/settings"];
const GUARDED_PATH = "/api/{proxy+}";

/**
 * A web page that shows an event log to people with a login: an HTTP API that checks their tokens, a function that can only
 * read, and a Cognito user pool without sign-up.
 *
 * @example
 * const events = new EventLogTable(this, "EventLog");
 * new EventLogDashboard(this, "Dashboard", { eventLog: events });
 */
export class EventLogDashboard extends Construct {
  /** The address of the dashboard. */
  readonly url: string;

  /** The API, to map a domain of your own to. */
  readonly api: HttpApi;

  /** The user pool of those who may log in. */
  readonly userPool: IUserPool;

  /** The dashboard's client in the pool. */
  readonly userPoolClient: IUserPoolClient;

  /** The function that serves the page and the API. */
  readonly function: IFunction;

  /** @throws Error when `userPool` or `loginUrl` is set without the other, or `userPoolClient` without `userPool`. */
  constructor(scope: Construct, id: string, props: EventLogDashboardProps) {
    super(scope, id);
    const {
      eventLog,
      logGroups,
      logRetention = RetentionDays.THREE_MONTHS,
      removalPolicy = RemovalPolicy.RETAIN,
    } = props;
    this.api = new HttpApi(this, "Api", { createDefaultStage: false });
    this.url = this.api.apiEndpoint;
    const login = new DashboardLogin(this, "Login", {
      ...props,
      origins: [this.url, ...(props.origins ?? [])],
    });
    this.userPool = login.userPool;
    this.userPoolClient = login.client;
    this.function = new DashboardFunction(this, "Function", {
      eventLog,
      login,
      logGroups,
      logRetention,
      removalPolicy,
    });
    this.addRoutes(login);
    this.addStage(
      props,
      new LogGroup(this, "AccessLog", { retention: logRetention, removalPolicy }),
    );
    new CfnOutput(this, "Url", { value: this.url, description: "The dashboard" });
    new CfnOutput(this, "UserPoolId", { value: this.userPool.userPoolId });
  }

  private addRoutes(login: DashboardLogin): void {
    const integration = new HttpLambdaIntegration("Function", this.function, {
      scopePermissionToRoute: false,
    });
    for (const path of OPEN_PATHS) {
      for (const route of this.api.addRoutes({ path, methods: READING, integration })) {
        acknowledge(
          route,
          "AwsSolutions-APIG4",
          "The page must load before login, and contains no events",
        );
      }
    }
    this.api.addRoutes({
      path: GUARDED_PATH,
      methods: READING,
      integration,
      authorizer: new HttpJwtAuthorizer("Login", login.issuer, {
        jwtAudience: [login.client.userPoolClientId],
      }),
    });
  }

  private addStage(
    { rateLimit = 50, burstLimit = 100 }: EventLogDashboardProps,
    accessLog: LogGroup,
  ): void {
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit, burstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
  }
}
