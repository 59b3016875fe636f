import { CONTROL_PATH, serveControl } from "./control-routes.js";
import { type HttpServer, listenWith, sendJson } from "./http-server.js";
import { refusalOf } from "./local-requests.js";
import type { HttpApi } from "./triggers/http-api/http-apis.js";
import type { LocalTriggers } from "./triggers/local-triggers.js";

/** An HTTP API and where it is served. */
export interface ServedApi {
  name: string;
  url: string;
  routes: readonly string[];
}

/** The servers for browsers and curl. */
export interface Web {
  url: string;
  apis: ServedApi[];
  stop(): Promise<void>;
}

/**
 * Serves the HTTP APIs of an app and local's own routes.
 *
 * @param port of the first API and of local's own routes; further APIs get free ports, as their paths may be the same
 */
export async function serveWeb(triggers: LocalTriggers, port: number): Promise<Web> {
  const [first, ...others] = triggers.httpApis;
  const main = await serve(triggers, first, port);
  const servers = [main];
  for (const api of others) servers.push(await serve(triggers, api, 0));
  return {
    url: main.url,
    apis: triggers.httpApis.map(({ label, routes }, at) => ({
      name: label,
      url: servers[at]?.url ?? main.url,
      routes,
    })),
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function serve(
  triggers: LocalTriggers,
  api: HttpApi | undefined,
  port: number,
): Promise<HttpServer> {
  return listenWith(async (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) return sendJson(response, 403, { message: refusal });
    const path = request.url ?? "/";
    if (path === CONTROL_PATH || /^\/_local[/?]/.test(path)) {
      return serveControl(request, response, triggers);
    }
    if (!api)
      return sendJson(response, 404, { message: `the app has no HTTP API; see ${CONTROL_PATH}` });
    await api.serve(request, response);
  }, port);
}
