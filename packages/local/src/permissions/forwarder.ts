import { Agent, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { request as sendTls, Agent as TlsAgent } from "node:https";
import { OPERATOR_CREDENTIALS } from "../operator.js";

/** Key, region and service of `AWS4-HMAC-SHA256 Credential=KEY/20261124/us-east-1/dynamodb/aws4_request, ...`. */
export const CREDENTIAL = /Credential=([^/,\s]+)\/[^/]*\/([^/]*)\/([^/]+)\//;

/**
 * Creates the road to the DynamoDB behind the gateway.
 *
 * @returns sends a request on and answers with what comes back; rejects when nothing does
 */
export function createForwarder(upstream: string) {
  const url = new URL(upstream);
  const isTls = url.protocol === "https:";
  const agent = isTls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  return (request: IncomingMessage, body: Buffer, response: ServerResponse) =>
    new Promise<void>((resolve, reject) => {
      const { authorization = "", ...headers } = request.headers;
      const outgoing = (isTls ? sendTls : send)(
        url,
        {
          agent,
          method: request.method,
          path: request.url,
          headers: {
            ...headers,
            host: url.host,
            // Some servers keep a database per access key: all callers share one.
            authorization: authorization.replace(CREDENTIAL, (credential, key: string) =>
              credential.replace(key, OPERATOR_CREDENTIALS.accessKeyId),
            ),
          },
        },
        (incoming) => {
          response.writeHead(incoming.statusCode ?? 502, incoming.headers);
          incoming.pipe(response);
          incoming.on("error", reject);
          response.on("close", resolve);
        },
      );
      outgoing.on("error", (cause) =>
        reject(new Error(`the DynamoDB at ${upstream} does not answer: ${cause.message}`)),
      );
      outgoing.end(body);
    });
}
