import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalResource, LocalStack } from "../../cloud-assembly/stack.js";
import { findFunction } from "../../functions/find-function.js";
import type { FunctionHost } from "../../functions/function-host.js";
import { readBody } from "../../local-requests.js";
import type { Log } from "../../log.js";
import { readEach } from "../read-each.js";
import { httpApiEvent, splitTarget } from "./event.js";
import { type HttpAnswer, httpApiAnswer, messageAnswer } from "./response.js";
import { matchRoute, type Route } from "./routes.js";

/** An HTTP API of API Gateway. */
export interface HttpApi {
  label: string;
  logicalId: string;
  /** Such as `POST /webhooks/subscriptions`. */
  routes: string[];
  /** Serves a request by its route, or with status 404. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The HTTP APIs of a stack. */
export function readHttpApis(
  stack: LocalStack,
  hosts: readonly FunctionHost[],
  log: Log,
): HttpApi[] {
  return stack.resources("AWS::ApiGatewayV2::Api").flatMap((api) => {
    if (stack.property(api, "ProtocolType") !== "HTTP") {
      log.note(`not run here: ${api.label}, which is not an HTTP API`);
      return [];
    }
    if (stack.property(api, "CorsConfiguration") !== undefined) {
      log.note(`${api.label}: its CORS configuration is not applied here`);
    }
    const routes = readRoutes(stack, api, hosts, log);
    const apiId = stack.nameOf(api);
    return [
      {
        label: api.label,
        logicalId: api.logicalId,
        routes: routes.map(({ key }) => key),
        async serve(request, response) {
          send(response, await answer(request, routes, { account: stack.account, apiId }, log));
        },
      },
    ];
  });
}

async function answer(
  request: IncomingMessage,
  routes: readonly Route<FunctionHost>[],
  scope: { account: string; apiId: string },
  log: Log,
): Promise<HttpAnswer> {
  const match = matchRoute(routes, request.method ?? "GET", splitTarget(request.url ?? "/").path);
  if (!match) return messageAnswer(404, "Not Found");
  const body = await readBody(request, MAX_BODY_BYTES);
  if (!body) return messageAnswer(413, "Request Entity Too Large");
  const host = match.route.target;
  const result = await host.invoke(httpApiEvent(request, body, match, scope));
  if (!result.ok) {
    const { errorType, errorMessage } = result.error;
    log.note(
      `${host.definition.label} failed on ${match.route.key}: ${errorType}: ${errorMessage}`,
    );
  }
  return httpApiAnswer(result);
}

function readRoutes(
  stack: LocalStack,
  api: LocalResource,
  hosts: readonly FunctionHost[],
  log: Log,
): Route<FunctionHost>[] {
  const apiId = stack.nameOf(api);
  const integrations = stack.resources("AWS::ApiGatewayV2::Integration");
  const ofApi = stack
    .resources("AWS::ApiGatewayV2::Route")
    .filter((route) => stack.property(route, "ApiId") === apiId);
  return readEach(ofApi, log, (route) => {
    const key = String(stack.property(route, "RouteKey"));
    const target = String(stack.property(route, "Target"));
    const integration = integrations.find(
      (candidate) => `integrations/${stack.nameOf(candidate)}` === target,
    );
    const uri = integration && stack.property(integration, "IntegrationUri");
    const host = findFunction(hosts, uri);
    const format = integration && stack.property(integration, "PayloadFormatVersion");
    if (!host || format !== "2.0") {
      const reason = host ? `payload format ${String(format)}` : `integration ${String(uri)}`;
      log.note(`not run here: ${key} of ${api.label}, because of its ${reason}`);
      return [];
    }
    const authorization = stack.property(route, "AuthorizationType") ?? "NONE";
    if (authorization !== "NONE") {
      log.note(`${key}: its ${String(authorization)} authorization is not checked here`);
    }
    return [{ key, target: host }];
  });
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of headers) response.appendHeader(name, value);
  // The length of the body, not a header that the function set.
  response.removeHeader("transfer-encoding");
  response.setHeader("content-length", body.length);
  response.writeHead(status).end(body);
}
