import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a test puts into a synthesized app. */
export interface AppFixture {
  resources?: Record<string, unknown>;
  /** The files of each function, by asset, then by file name. */
  assets?: Record<string, Record<string, string>>;
  template?: Record<string, unknown>;
}

/** Writes a synthesized app with one stack, `shop`, as `cdk synth` would. */
export function writeCdkOut({ resources = {}, assets = {}, template = {} }: AppFixture): {
  folder: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "local-cdk-out-"));
  const write = (file: string, content: unknown) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(
      join(folder, file),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  write("manifest.json", {
    version: "48.0.0",
    artifacts: {
      "shop.assets": { type: "cdk:asset-manifest", properties: { file: "shop.assets.json" } },
      shop: {
        type: "aws:cloudformation:stack",
        environment: "aws://unknown-account/unknown-region",
        properties: { templateFile: "shop.template.json" },
      },
      Tree: { type: "cdk:tree", properties: { file: "tree.json" } },
    },
  });
  write("shop.assets.json", {
    version: "48.0.0",
    files: Object.fromEntries(
      Object.keys(assets).map((asset) => [
        asset,
        {
          source: { path: `asset.${asset}`, packaging: "zip" },
          destinations: { current: { bucketName: "assets", objectKey: `${asset}.zip` } },
        },
      ]),
    ),
  });
  write("shop.template.json", { Resources: resources, ...template });
  for (const [asset, files] of Object.entries(assets)) {
    for (const [file, text] of Object.entries(files)) write(`asset.${asset}/${file}`, text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The table of an event log, as a template describes it. */
export const eventLogTable = {
  Type: "AWS::DynamoDB::GlobalTable",
  Properties: {
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
      { AttributeName: "userId", AttributeType: "S" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "byUser",
        KeySchema: [
          { AttributeName: "userId", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    Replicas: [{ Region: { Ref: "AWS::Region" } }],
    TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
  },
};

/** A role without policies. */
export const role = { Type: "AWS::IAM::Role", Properties: {} };

/** A function whose code is the asset of the same name in lower case. */
export function lambda(
  name: string,
  properties: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    Type: "AWS::Lambda::Function",
    Metadata: { "aws:cdk:path": `shop/${name}/Resource` },
    Properties: {
      Code: { S3Bucket: { "Fn::Sub": "assets-$" }, S3Key: `${name.toLowerCase()}.zip` },
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      ...properties,
    },
  };
}

/** Puts an item into the table that `EVENT_LOG_TABLE` names, and returns the status and the body of the answer. */
export const putItemSource = `
export async function put(item) {
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ACCESS_KEY_ID, AWS_REGION, EVENT_LOG_TABLE } = process.env;
  const response = await fetch(AWS_ENDPOINT_URL_DYNAMODB, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.PutItem",
      "x-amz-date": "20261124T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID + "/20261124/" + AWS_REGION +
        "/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
    },
    body: JSON.stringify({ TableName: EVENT_LOG_TABLE, Item: item }),
  });
  return { status: response.status, body: await response.json() };
}
`;
