import type { ServerResponse } from "node:http";
import { type HttpServer, listenWith } from "../http-server.js";
import { readBody, refusalOf } from "../local-requests.js";
import { callQueues } from "../sqs/call-queues.js";
import type { Queue } from "../triggers/queue.js";
import { requestedAccess } from "./dynamodb-access.js";
import { CREDENTIAL, createForwarder } from "./forwarder.js";
import { denialOf, type Principal } from "./principals.js";

/** Options of {@link startGateway}. */
export interface GatewayOptions {
  /** The DynamoDB that answers what is granted. It must not check signatures. */
  upstream: string;
  /** The queues that take what is granted. */
  queues: readonly Queue[];
  principals: ReadonlyMap<string, Principal>;
}

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/**
 * Starts the server that functions take for DynamoDB and for SQS. It does what the caller's policies grant and answers the
 * rest as AWS would; calls to other services, which do not run here, are refused with a clear message.
 */
export function startGateway(options: GatewayOptions): Promise<HttpServer> {
  const forward = createForwarder(options.upstream);
  return listenWith(async (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) return fail(response, "AccessDeniedException", refusal);
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (!body) return fail(response, "ValidationException", "the request is longer than 16 MB");
    const [, accessKeyId = "", region = "", service = ""] =
      CREDENTIAL.exec(request.headers.authorization ?? "") ?? [];
    const principal = options.principals.get(accessKeyId);
    if (!principal) {
      return fail(
        response,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    }
    const target = String(request.headers["x-amz-target"]);
    if (service === "sqs") {
      const answer = callQueues({ target, body, region, principal }, options.queues);
      return send(response, answer.status, answer.body, answer.headers);
    }
    if (service !== "dynamodb") {
      return fail(response, "UnknownOperationException", `${service} is not run on this machine`);
    }
    const denial = tableDenial(target, body, principal);
    if (denial) return fail(response, "AccessDeniedException", denial);
    await forward(request, body, response);
  }, 0);
}

function tableDenial(target: string, body: Buffer, principal: Principal): string | undefined {
  const operation = target.split(".")[1] ?? "";
  return requestedAccess(operation, parse(body), principal.scope)
    .map((access) => denialOf(principal, access))
    .find((denial) => denial !== undefined);
}

/** DynamoDB itself says what is wrong with a body that is no JSON object. */
function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function fail(response: ServerResponse, type: string, message: string): void {
  send(response, 400, { __type: `com.amazon.coral.service#${type}`, Message: message, message });
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0", ...headers });
  response.end(JSON.stringify(body));
}
