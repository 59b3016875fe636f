import { Agent, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { request as sendTls, Agent as TlsAgent } from "node:https";
import { type HttpServer, listenWith } from "../http-server.js";
import { readBody, refusalOf } from "../local-requests.js";
import { OPERATOR_CREDENTIALS } from "../operator.js";
import { requestedAccess, type TableScope } from "./dynamodb-access.js";
import { decide, type Statement } from "./statements.js";

/** Whoever calls, known by an access key id. */
export interface Principal {
  /** How AWS names it in a message. */
  arn: string;
  /** `"unchecked"` when its role is not in the template, so that nothing is known about it. */
  statements: readonly Statement[] | "unchecked";
  /** Where the tables are that it names without an ARN. */
  scope: TableScope;
}

/** Options of {@link startGateway}. */
export interface GatewayOptions {
  /** The DynamoDB that answers what is granted. It must not check signatures. */
  upstream: string;
  principals: ReadonlyMap<string, Principal>;
}

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
/** `AWS4-HMAC-SHA256 Credential=KEY/20261124/us-east-1/dynamodb/aws4_request, ...` */
const CREDENTIAL = /Credential=([^/,\s]+)\/[^/]*\/[^/]*\/([^/]+)\//;

/**
 * Starts the server that functions take for DynamoDB. It lets through what the caller's policies grant and answers the
 * rest as AWS would; calls to other services, which do not run here, are refused with a clear message.
 */
export function startGateway(options: GatewayOptions): Promise<HttpServer> {
  const forward = createForwarder(options.upstream);
  return listenWith(async (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) return fail(response, "AccessDeniedException", refusal);
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (!body) return fail(response, "ValidationException", "the request is longer than 16 MB");
    const [, accessKeyId = "", service = ""] =
      CREDENTIAL.exec(request.headers.authorization ?? "") ?? [];
    const principal = options.principals.get(accessKeyId);
    if (!principal) {
      return fail(
        response,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    }
    if (service !== "dynamodb") {
      return fail(response, "UnknownOperationException", `${service} is not run on this machine`);
    }
    const denial = denialOf(request, body, principal);
    if (denial) return fail(response, "AccessDeniedException", denial);
    await forward(request, body, response);
  }, 0);
}

/** AWS's own words for what is not granted; `undefined` when everything is. */
function denialOf(
  request: IncomingMessage,
  body: Buffer,
  principal: Principal,
): string | undefined {
  if (principal.statements === "unchecked") return undefined;
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  for (const access of requestedAccess(operation, parse(body), principal.scope)) {
    const decision = decide(principal.statements, access);
    if (decision === "allowed") continue;
    const reason =
      decision === "explicitDeny"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${access.action} action`;
    return `User: ${principal.arn} is not authorized to perform: ${access.action} on resource: ${access.resource} ${reason}`;
  }
  return undefined;
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

function createForwarder(upstream: string) {
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

function fail(response: ServerResponse, type: string, message: string): void {
  response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
  response.end(
    JSON.stringify({ __type: `com.amazon.coral.service#${type}`, Message: message, message }),
  );
}
