import { type AppFixture, eventLogTable, lambda, putItemSource, role } from "./cdk-out.js";

/** A small app with one of each trigger, and with things that do not run here. */
export const shop: AppFixture = {
  resources: {
    Events: eventLogTable,
    Role: role,
    WriterRole: role,
    WriterPolicy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        PolicyDocument: {
          Statement: {
            Effect: "Allow",
            Action: ["dynamodb:PutItem", "dynamodb:BatchWriteItem"],
            Resource: { "Fn::GetAtt": ["Events", "Arn"] },
          },
        },
        Roles: [{ Ref: "WriterRole" }],
      },
    },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "HTTP", Name: "api" } },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { "Fn::GetAtt": ["Echo", "Arn"] },
        PayloadFormatVersion: "2.0",
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "POST /echo/{id}",
        Target: { "Fn::Join": ["", ["integrations/", { Ref: "Integration" }]] },
      },
    },
    Echo: lambda("Echo"),
    PoolId: lambda("PoolId", { Environment: { Variables: { USERS: { Ref: "Users" } } } }),
    Writer: lambda("Writer", {
      Role: { "Fn::GetAtt": ["WriterRole", "Arn"] },
      Environment: { Variables: { EVENT_LOG_TABLE: { Ref: "Events" } } },
    }),
    WriterByArn: lambda("WriterByArn", {
      Code: { S3Key: "writer.zip" },
      Role: { "Fn::GetAtt": ["WriterRole", "Arn"] },
      Environment: { Variables: { EVENT_LOG_TABLE: { "Fn::GetAtt": ["Events", "Arn"] } } },
    }),
    Forbidden: lambda("Forbidden", {
      Code: { S3Key: "writer.zip" },
      Environment: { Variables: { EVENT_LOG_TABLE: { Ref: "Events" } } },
    }),
    Batch: lambda("Batch"),
    Python: lambda("Python", { Runtime: "python3.13" }),
    NeedsDatabase: lambda("NeedsDatabase", {
      Environment: { Variables: { HOST: { "Fn::GetAtt": ["Database", "Endpoint.Address"] } } },
    }),
    Database: { Type: "AWS::RDS::DBInstance", Properties: {} },
    Jobs: {
      Type: "AWS::SQS::Queue",
      Metadata: { "aws:cdk:path": "shop/Jobs/Queue/Resource" },
      Properties: {
        RedrivePolicy: {
          deadLetterTargetArn: { "Fn::GetAtt": ["DeadJobs", "Arn"] },
          maxReceiveCount: 3,
        },
      },
    },
    DeadJobs: { Type: "AWS::SQS::Queue", Properties: {} },
    JobsToBatch: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": ["Jobs", "Arn"] },
        FunctionName: { Ref: "Batch" },
        BatchSize: 5,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    },
    Nightly: {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "cron(0 2 * * ? *)",
        Targets: [{ Arn: { "Fn::GetAtt": ["Echo", "Arn"] }, Id: "Target0" }],
      },
    },
    Hourly: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        ScheduleExpression: "rate(1 hour)",
        Target: { Arn: { "Fn::GetAtt": ["Echo", "Arn"] }, Input: '{"hourly":true}' },
      },
    },
    Remote: {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "rate(1 day)",
        Targets: [{ Arn: { "Fn::GetAtt": ["Database", "Endpoint.Address"] }, Id: "Target0" }],
      },
    },
    Users: {
      Type: "AWS::Cognito::UserPool",
      Properties: { LambdaConfig: { PostConfirmation: { "Fn::GetAtt": ["Echo", "Arn"] } } },
    },
  },
  assets: {
    echo: { "index.mjs": "export const handler = async (event) => event;" },
    poolid: { "index.mjs": "export const handler = async () => process.env.USERS;" },
    writer: {
      "index.mjs": `${putItemSource}
        export const handler = (event) => put({ pk: { S: "ORIGIN#shop" }, sk: { S: event.sk } });`,
    },
    batch: {
      "index.mjs": `export const handler = async ({ Records }) => {
        console.log(JSON.stringify(Records.map((r) => [r.body, r.attributes.ApproximateReceiveCount,
          r.messageAttributes.correlationId?.stringValue])));
        if (Records[0].body.startsWith("hang")) await new Promise((done) => setTimeout(done, 60_000));
        return { batchItemFailures: Records.filter((r) => r.body.includes("fail"))
          .map((r) => ({ itemIdentifier: r.messageId })) }; };`,
    },
  },
};
