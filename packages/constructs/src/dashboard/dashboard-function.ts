import { join } from "node:path";
import { Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { IEventLogTable } from "../event-log-table-base";
import type { DashboardLogin } from "./dashboard-login";

/** Properties of a `DashboardFunction`. */
export interface DashboardFunctionProps {
  readonly eventLog: IEventLogTable;
  readonly login: DashboardLogin;
  readonly logGroups?: Readonly<Record<string, ILogGroup>>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Bundled when this package is built, so that an app needs neither a bundler nor this package's dependencies. */
const ASSET = join(__dirname, "../../assets/dashboard");

/** API Gateway gives up after 30 seconds. */
const TIMEOUT = Duration.seconds(29);

/** Serves page and API. It may read the event log and write its own log, and nothing else. */
export class DashboardFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: DashboardFunctionProps) {
    const { eventLog, login, logGroups, logRetention: retention, removalPolicy } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention, removalPolicy });
    // Lambda's managed policy would allow it to write to any log group.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);
    eventLog.grantReadEvents(role);

    super(scope, id, {
      description: "Service Events: the dashboard, which only reads",
      code: Code.fromAsset(ASSET),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: TIMEOUT,
      role,
      logGroup,
      environment: {
        EVENT_LOG_TABLE: eventLog.tableName,
        EVENT_LOG_INDEXES: eventLog.indexNames.join(","),
        DASHBOARD_ISSUER: login.issuer,
        DASHBOARD_CLIENT_ID: login.client.userPoolClientId,
        DASHBOARD_AUTHORIZATION_ENDPOINT: `${login.url}/oauth2/authorize`,
        DASHBOARD_TOKEN_ENDPOINT: `${login.url}/oauth2/token`,
        DASHBOARD_LOGOUT_ENDPOINT: `${login.url}/logout`,
        DASHBOARD_SCOPES: login.scopes.join(" "),
        ...(logGroups && { DASHBOARD_LOG_GROUPS: toJson(scope, logGroups) }),
      },
    });
  }
}

/** The names are known only when the groups have been made. */
function toJson(scope: Construct, logGroups: Readonly<Record<string, ILogGroup>>): string {
  const names = Object.entries(logGroups).map(([origin, group]) => [origin, group.logGroupName]);
  return Stack.of(scope).toJsonString(Object.fromEntries(names));
}
