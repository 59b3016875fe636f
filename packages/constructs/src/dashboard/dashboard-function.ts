import { join } from "node:path";
import { ENVIRONMENT } from "@service-events/schema";
import { Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { IEventLogTable } from "../event-log-table-interface";
import { tableAddressFor } from "../table-address";
import type { DashboardLogin } from "./dashboard-login";

/** Properties of a `DashboardFunction`. */
export interface DashboardFunctionProps {
  readonly eventLog: IEventLogTable;
  readonly login: DashboardLogin;
  readonly logGroups?: Readonly<Record<string, ILogGroup>>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Bundled when this package is built: apps need neither a bundler nor this package's dependencies. */
const ASSET = join(__dirname, "../../assets/dashboard");

/** API Gateway times out after 30 seconds. */
const TIMEOUT = Duration.seconds(29);

/** Serves page and API. Allowed to read the event log and to write to its own log group. */
export class DashboardFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: DashboardFunctionProps) {
    const { eventLog, login, logGroups, logRetention: retention, removalPolicy } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention, removalPolicy });
    // Lambda's managed policy would allow writes to any log group.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);
    eventLog.grantReadEvents(role);

    super(scope, id, {
      description: "Service Events: the dashboard, read only",
      code: Code.fromAsset(ASSET),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: TIMEOUT,
      role,
      logGroup,
      environment: {
        [ENVIRONMENT.table]: tableAddressFor(eventLog.table, scope),
        [ENVIRONMENT.indexes]: eventLog.indexNames.join(","),
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

/** The names may be tokens. */
function toJson(scope: Construct, logGroups: Readonly<Record<string, ILogGroup>>): string {
  const names = Object.entries(logGroups).map(([origin, group]) => [origin, group.logGroupName]);
  return Stack.of(scope).toJsonString(Object.fromEntries(names));
}
