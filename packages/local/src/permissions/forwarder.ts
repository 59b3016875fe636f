import { Agent, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { request as sendTls, Agent as TlsAgent } from "node:https";
import { OPERATOR_CREDENTIALS } from "../operator.js";

/** Key, date, region and service of `AWS4-HMAC-SHA256 Credential=KEY/20261124/us-east-1/dynamodb/aws4_request, ...`. */
export const CREDENTIAL = /Credential=([^/,\s]+)\/([^/]*)\/([^/]*)\/([^/]+)\//;

/**
 * Creates a function that forwards a request to the upstream DynamoDB and pipes its answer back. It rejects when there is no
 * answer.
 *
 * @param region the region that the tables were created in
 */
export function createForwarder(upstream: string, region: string) {
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
            "content-length": String(body.length),
            // Some servers keep a database per access key and region: all callers share one.
            authorization: authorization.replace(
              CREDENTIAL,
              `Credential=${OPERATOR_CREDENTIALS.accessKeyId}/$2/${region}/$4/`,
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
        reject(new Error(`no answer from the DynamoDB at ${upstream}: ${cause.message}`)),
      );
      outgoing.end(body);
    });
}
