import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connectionOf, connectionOfEnvironment } from "./connection.js";

const environment = { ...process.env };
beforeEach(() => {
  process.env = {};
});
afterEach(() => {
  process.env = { ...environment };
});

const REGIONS = [
  "us-east-1",
  "eu-central-2",
  "cn-northwest-1",
  "us-gov-east-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "us-isof-south-1",
  "eu-isoe-west-1",
  "eusc-de-east-1",
];

describe.each(REGIONS)("without a client, %s", (AWS_REGION) => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])("is called where the SDK would call it: FIPS %s, dual stack %s", async (fips, dualStack) => {
    const { config } = new DynamoDBClient({});
    let expected: string | undefined;
    try {
      const parameters = { Region: AWS_REGION, UseFIPS: fips, UseDualStack: dualStack };
      expected = config.endpointProvider(parameters).url.hostname;
    } catch {
      // The partition has no such endpoints.
    }
    process.env = {
      AWS_REGION,
      AWS_USE_FIPS_ENDPOINT: String(fips),
      AWS_USE_DUALSTACK_ENDPOINT: String(dualStack),
    };
    const { hostname } = await connectionOfEnvironment("dynamodb").endpoint();

    expect(hostname).toBe(expected ?? hostname);
    expect(hostname.includes("-fips.")).toBe(
      fips && (dualStack || !AWS_REGION.startsWith("us-gov")),
    );
  });
});

describe("a region that the address of a table names", () => {
  it("is called and signed for in place of the environment's", async () => {
    process.env = { AWS_REGION: "us-east-1" };
    const connection = connectionOfEnvironment("dynamodb", "eu-west-1");

    expect(await connection.region()).toBe("eu-west-1");
    expect((await connection.endpoint()).hostname).toBe("dynamodb.eu-west-1.amazonaws.com");
  });

  it("is called and signed for in place of a client's", async () => {
    const client = new DynamoDBClient({ region: "us-east-1", useDualstackEndpoint: true });
    const connection = connectionOf(client, "dynamodb", "eu-west-1");

    expect(await connection.region()).toBe("eu-west-1");
    expect((await connection.endpoint()).hostname).toBe("dynamodb.eu-west-1.api.aws");
  });

  it("does not lead away from an endpoint that somebody has set", async () => {
    process.env = { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000" };

    expect(await connectionOfEnvironment("dynamodb", "eu-west-1").endpoint()).toMatchObject({
      hostname: "127.0.0.1",
      port: 8000,
    });
  });
});
