import type { ServerResponse } from "node:http";
import { type HttpServer, listenWith } from "../http-server.js";
import { readBody, refusalOf } from "../local-requests.js";
import { callQueues } from "../sqs/call-queues.js";
import type { Queue } from "../triggers/queue.js";
import { requestedAccess } from "./dynamodb-access.js";
import { CREDENTIAL, createForwarder } from "./forwarder.js";
import { denialOf, type Principal } from "./principals.js";
import { type KnownTable, TableArnError, withTableNames } from "./table-arns.js";

/** Options of {@link startGateway}. */
export interface GatewayOptions {
  /** The URL of the DynamoDB for granted calls. It must not check signatures. */
  upstream: string;
  /** The region that the tables were created in at `upstream`. */
  region: string;
  tables: readonly KnownTable[];
  /** The queues for granted calls. */
  queues: readonly Queue[];
  /** By access key id. */
  principals: ReadonlyMap<string, Principal>;
}

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/**
 * Starts the server that functions call as DynamoDB and SQS. It does what the caller's policies grant, answers other calls as
 * AWS does, and rejects calls to services that do not run here.
 */
export function startGateway(options: GatewayOptions): Promise<HttpServer> {
  const forward = createForwarder(options.upstream, options.region);
  return listenWith(async (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) return fail(response, "AccessDeniedException", refusal);
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (!body) return fail(response, "ValidationException", "the request is longer than 16 MB");
    const [, accessKeyId = "", , region = "", service = ""] =
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
      return fail(response, "UnknownOperationException", `${service} does not run on this machine`);
    }
    const input = parse(body);
    const scope = { account: principal.scope.account, region };
    const denial = requestedAccess(target.split(".")[1] ?? "", input ?? {}, scope)
      .map((access) => denialOf(principal, access))
      .find((reason) => reason !== undefined);
    if (denial) return fail(response, "AccessDeniedException", denial);
    try {
      const named = input && withTableNames(input, options.tables, region);
      await forward(request, named ? Buffer.from(JSON.stringify(named)) : body, response);
    } catch (error) {
      if (!(error instanceof TableArnError)) throw error;
      fail(response, error.type, error.message);
    }
  }, 0);
}

/** Undefined for a body that is not a JSON object: DynamoDB itself rejects it. */
function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return undefined;
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
