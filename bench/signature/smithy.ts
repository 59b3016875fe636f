/** The same with the parts that the SDK is made of. */
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Call, CREDENTIALS, type Road, TARGET } from "./call.js";

/** Node.js's SHA-256 as the signer takes it. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret
      ? createHmac("sha256", secret as string | Uint8Array)
      : createHash("sha256");
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

type SentRequest = Parameters<NodeHttpHandler["handle"]>[0];

/** Creates a client for a server. */
export function openRoad(endpoint: URL): Road {
  const signer = new SignatureV4({
    service: "dynamodb",
    region: "us-east-1",
    credentials: CREDENTIALS,
    sha256: Sha256,
  });
  const handler = new NodeHttpHandler();
  const { protocol, hostname, port, host } = endpoint;

  function signed({ body, now }: Call) {
    const request = {
      method: "POST",
      protocol,
      hostname,
      port: Number(port),
      path: "/",
      query: {},
      headers: {
        host,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": TARGET,
        "content-length": String(Buffer.byteLength(body)),
      },
      body,
    };
    return signer.sign(request, { signingDate: now });
  }

  return {
    sign: async (call) => (await signed(call)).headers,
    async send(call) {
      const { response } = await handler.handle((await signed(call)) as SentRequest);
      for await (const _ of response.body) {
        // Read to the end, as a caller would.
      }
    },
  };
}
