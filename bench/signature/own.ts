/** Our own signature and Node.js's HTTP client, as in the logger. */

import { createSigner } from "../../packages/logger/src/transport/aws/signature.js";
import { createPostClient } from "../../packages/logger/src/transport/http/post.js";
import { type Call, CREDENTIALS, type Road, TARGET } from "./call.js";

/** Creates a client for a server. */
export function openRoad(endpoint: URL): Road {
  const signer = createSigner();
  const post = createPostClient().post;
  const { hostname, port } = endpoint;
  const signal = new AbortController().signal;

  function sign({ body, now }: Call): Record<string, string> {
    const call = {
      service: "dynamodb",
      region: "us-east-1",
      host: endpoint.host,
      path: "/",
      target: TARGET,
      contentType: "application/x-amz-json-1.0",
      body,
    };
    return signer(call, CREDENTIALS, now);
  }

  return {
    sign: async (call) => sign(call),
    async send(call) {
      const to = { protocol: "http:", hostname, port: Number(port), path: "/" } as const;
      await post({ endpoint: to, headers: sign(call), body: call.body }, signal);
    },
  };
}
