import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Credentials, createSigner, type UnsignedCall } from "./signature.js";

/** Node's SHA-256 as AWS's own signer takes it. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret ? createHmac("sha256", secret as string | Uint8Array) : createHash("sha256");
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

const lasting: Credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG",
};
const temporary: Credentials = {
  ...lasting,
  sessionToken: "IQoJb3JpZ2luX2VjEHQaCXVzLWVhc3QtMSJH//8=",
};
const now = new Date("2026-11-24T02:48:15.096Z");

const call: UnsignedCall = {
  service: "dynamodb",
  region: "eu-central-1",
  host: "dynamodb.eu-central-1.amazonaws.com",
  path: "/",
  target: "DynamoDB_20120810.BatchWriteItem",
  contentType: "application/x-amz-json-1.0",
  body: '{"RequestItems":{}}',
};

/** The headers of the same call, signed by AWS's own code. */
async function signedByAws(
  { service, region, host, path, target, contentType, body }: UnsignedCall,
  credentials: Credentials,
  at: Date,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    ...{ service, region, credentials },
    sha256: Sha256,
    applyChecksum: false,
  });
  const headers = { host, "content-type": contentType, "x-amz-target": target };
  const request = { method: "POST", protocol: "https:", hostname: host, path, headers, body };
  const signed = await signer.sign(request, { signingDate: at });
  return signed.headers;
}

describe("a signature", () => {
  it.each<[string, Partial<UnsignedCall>, Credentials, Date]>([
    ["with lasting credentials", {}, lasting, now],
    ["with temporary credentials", {}, temporary, now],
    ["with a port", { host: "127.0.0.1:8000" }, lasting, now],
    ["with an IPv6 address", { host: "[::1]:8000" }, lasting, now],
    ["with a path", { path: "/local/dynamodb/" }, lasting, now],
    ["with a path that needs escapes", { path: "/a%20b/c~(d)/" }, lasting, now],
    ["with an empty body", { body: "" }, lasting, now],
    ["with a body beyond ASCII", { body: '{"é":"日本語 🎉 \\ud800"}' }, temporary, now],
    ["with a large body", { body: "ü".repeat(500_000) }, lasting, now],
    ["for another service", { service: "sqs", target: "AmazonSQS.SendMessage" }, lasting, now],
    ["for another region", { region: "cn-north-1" }, temporary, now],
    ["on the first second of a year", {}, lasting, new Date("2027-01-01T00:00:00.000Z")],
  ])("is AWS's own: %s", async (_, changes, credentials, at) => {
    const unsigned = { ...call, ...changes };

    expect(createSigner()(unsigned, credentials, at)).toEqual(
      await signedByAws(unsigned, credentials, at),
    );
  });

  it("follows the day, the credentials and the region from one call to the next", async () => {
    const sign = createSigner();
    const calls: [UnsignedCall, Credentials, Date][] = [
      [call, lasting, now],
      [call, lasting, new Date("2026-11-25T00:00:00.000Z")],
      [call, { ...lasting, secretAccessKey: "another" }, now],
      [{ ...call, region: "us-east-1" }, lasting, now],
      [call, lasting, now],
    ];
    for (const one of calls) expect(sign(...one)).toEqual(await signedByAws(...one));
  });
});
