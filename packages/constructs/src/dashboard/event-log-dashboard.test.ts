import { describe, expect, it } from "@jest/globals";
import { RemovalPolicy, type Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { UserPool, UserPoolClient } from "aws-cdk-lib/aws-cognito";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { createStack, environmentOf, onlyResource, statementsOf } from "../../test/stack";
import { EventLogDashboard, type EventLogDashboardProps, EventLogTable } from "../index";

function createDashboard(props: Partial<EventLogDashboardProps> = {}, stack = createStack()) {
  const eventLog = new EventLogTable(stack, "EventLog", { indexes: ["byUser", "byEvent"] });
  const dashboard = new EventLogDashboard(stack, "Dashboard", { eventLog, ...props });
  return { stack, dashboard, template: Template.fromStack(stack) };
}

const propertiesOf = (stack: Stack, type: string) => onlyResource(stack, type).Properties;
const API = { Ref: Match.stringLikeRegexp("^DashboardApi") };
const CLIENT_ID = { Ref: expect.stringMatching(/^DashboardLoginUsersPage/) };

describe("the function of a dashboard", () => {
  it("may only query and get from the table and its indexes, and write to its own log group", () => {
    const { stack, template } = createDashboard();
    const table = { "Fn::GetAtt": ["EventLog9C568CEE", "Arn"] };

    expect(statementsOf(stack)).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: { "Fn::GetAtt": [expect.stringMatching(/^DashboardFunctionLogs/), "Arn"] },
      },
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: [
          table,
          { "Fn::Join": ["", [table, "/index/byUser"]] },
          { "Fn::Join": ["", [table, "/index/byEvent"]] },
        ],
      },
    ]);
    template.allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
  });

  it("gets the table, its indexes and the login in its environment", () => {
    const { stack } = createDashboard();

    expect(environmentOf(stack)).toEqual({
      EVENT_LOG_TABLE: { Ref: "EventLog9C568CEE" },
      EVENT_LOG_INDEXES: "byUser,byEvent",
      DASHBOARD_ISSUER: expect.anything(),
      DASHBOARD_CLIENT_ID: CLIENT_ID,
      DASHBOARD_AUTHORIZATION_ENDPOINT: expect.anything(),
      DASHBOARD_TOKEN_ENDPOINT: expect.anything(),
      DASHBOARD_LOGOUT_ENDPOINT: expect.anything(),
      DASHBOARD_SCOPES: "openid",
    });
  });

  it("runs the bundle of this package on Node 24 and ARM, for less time than API Gateway waits", () => {
    const { template } = createDashboard();

    template.hasResourceProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: 29,
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });

  it("gets the log groups of origins in its environment", () => {
    const stack = createStack();
    const orders = new LogGroup(stack, "Orders", { logGroupName: "/aws/lambda/orders" });
    createDashboard({ logGroups: { orders } }, stack);

    expect(JSON.stringify(environmentOf(stack).DASHBOARD_LOG_GROUPS)).toContain("orders");
  });
});

describe("the API of a dashboard", () => {
  it("asks for a token on every route but the page and where to log in, and only reads", () => {
    const { template } = createDashboard();
    const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route")).map(
      ({ Properties: { RouteKey, AuthorizationType } }) => `${RouteKey} ${AuthorizationType}`,
    );

    expect(routes.sort()).toEqual([
      "GET / NONE",
      "GET /api/settings NONE",
      "GET /api/{proxy+} JWT",
      "GET /{proxy+} NONE",
      "HEAD / NONE",
      "HEAD /api/settings NONE",
      "HEAD /api/{proxy+} JWT",
      "HEAD /{proxy+} NONE",
    ]);
  });

  it("takes the tokens of the page's client in the pool alone", () => {
    const { stack } = createDashboard();

    expect(propertiesOf(stack, "AWS::ApiGatewayV2::Authorizer")).toMatchObject({
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: {
        Audience: [CLIENT_ID],
        Issuer: {
          "Fn::Join": [
            "",
            [
              "https://",
              { "Fn::GetAtt": [expect.stringMatching(/^DashboardLoginUsers/), "ProviderName"] },
            ],
          ],
        },
      },
    });
  });

  it("is throttled, logged, and open to no other site", () => {
    const { stack, template } = createDashboard({ rateLimit: 10, burstLimit: 20 });

    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      AccessLogSettings: {
        DestinationArn: Match.anyValue(),
        Format: Match.stringLikeRegexp("authorizer.claims.sub"),
      },
    });
    expect(propertiesOf(stack, "AWS::ApiGatewayV2::Api")).not.toHaveProperty("CorsConfiguration");
  });

  it("has its address and the pool's id as outputs", () => {
    const outputs = Object.keys(createDashboard().template.findOutputs("*"));

    expect(outputs).toEqual([
      expect.stringMatching(/^DashboardUrl/),
      expect.stringMatching(/^DashboardUserPoolId/),
    ]);
  });
});

describe("the login of a dashboard", () => {
  it("has no sign-up, and requires a second factor", () => {
    const { template } = createDashboard();

    template.hasResource("AWS::Cognito::UserPool", {
      DeletionPolicy: "Retain",
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: "ON",
        EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
        DeletionProtection: "ACTIVE",
        UserPoolTier: "PLUS",
        UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
        Policies: { PasswordPolicy: { MinimumLength: 12 } },
      },
    });
  });

  it("gives the page a token for half an hour, by authorization code, and no secret", () => {
    const { stack, template } = createDashboard({ origins: ["https://events.example.com"] });

    template.hasResourceProperties("AWS::Cognito::UserPoolClient", {
      GenerateSecret: false,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid"],
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      AccessTokenValidity: 30,
      TokenValidityUnits: { AccessToken: "minutes" },
      PreventUserExistenceErrors: "ENABLED",
      CallbackURLs: [
        { "Fn::Join": ["", [{ "Fn::GetAtt": [API.Ref, "ApiEndpoint"] }, "/callback"]] },
        "https://events.example.com/callback",
      ],
    });
    expect(propertiesOf(stack, "AWS::Cognito::UserPoolClient")).toMatchObject({
      LogoutURLs: [expect.anything(), "https://events.example.com/"],
    });
  });

  it("goes with a stack that is meant to go", () => {
    createDashboard({ removalPolicy: RemovalPolicy.DESTROY }).template.hasResource(
      "AWS::Cognito::UserPool",
      { DeletionPolicy: "Delete", Properties: { DeletionProtection: "INACTIVE" } },
    );
  });

  it("may be a pool and a client of your own", () => {
    const stack = createStack();
    createDashboard(
      {
        userPool: UserPool.fromUserPoolId(stack, "Staff", "eu-west-1_staff"),
        userPoolClient: UserPoolClient.fromUserPoolClientId(stack, "Page", "page-client"),
        loginUrl: "https://login.example.com/",
      },
      stack,
    );
    const template = Template.fromStack(stack);

    template.resourceCountIs("AWS::Cognito::UserPool", 0);
    template.resourceCountIs("AWS::Cognito::UserPoolClient", 0);
    expect(environmentOf(stack)).toMatchObject({
      DASHBOARD_CLIENT_ID: "page-client",
      DASHBOARD_TOKEN_ENDPOINT: "https://login.example.com/oauth2/token",
    });
  });

  it("may be a pool of your own with a client of the dashboard's", () => {
    const stack = createStack();
    const userPool = UserPool.fromUserPoolId(stack, "Staff", "eu-west-1_staff");
    const { template } = createDashboard(
      { userPool, loginUrl: "https://login.example.com" },
      stack,
    );

    template.hasResourceProperties("AWS::Cognito::UserPoolClient", {
      UserPoolId: "eu-west-1_staff",
    });
  });

  it("needs the address of the login pages with a pool of your own, and the pool with a client", () => {
    const stack = createStack();
    const userPool = UserPool.fromUserPoolId(stack, "Staff", "eu-west-1_staff");
    const userPoolClient = UserPoolClient.fromUserPoolClientId(stack, "Page", "page-client");

    expect(() => createDashboard({ userPool }, stack)).toThrow("userPool needs loginUrl");
    expect(() => createDashboard({ loginUrl: "https://login.example.com" })).toThrow(
      "loginUrl needs userPool",
    );
    expect(() => createDashboard({ userPoolClient })).toThrow("userPoolClient needs userPool");
  });
});
