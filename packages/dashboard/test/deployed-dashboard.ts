import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  createFunction,
  type LambdaFunction,
} from "@service-events/testing/lambda-harness/lambda-function";
import { type HttpApi, type HttpApiEvent, type HttpApiResult, startHttpApi } from "./http-api.js";
import { type OpenIdProvider, startOpenIdProvider } from "./openid-provider.js";

/** The dashboard as it is deployed: the bundle on a Lambda, behind an HTTP API, with a provider to log in at. */
export interface DeployedDashboard {
  /** Where a browser opens it. */
  url: string;
  provider: OpenIdProvider;
  function: LambdaFunction;
  /** Invokes the function without anything in front of it. */
  invoke(event: HttpApiEvent): Promise<HttpApiResult>;
  stop(): Promise<void>;
}

const BUILD = fileURLToPath(new URL("../build-function.mjs", import.meta.url));
const TIMEOUT_MS = 30_000;

/**
 * Bundles and starts it.
 *
 * @param pageFolder The built page.
 */
export async function startDeployedDashboard(
  table: { tableName: string; endpoint: string },
  pageFolder: string,
): Promise<DeployedDashboard> {
  const folder = await mkdtemp(join(tmpdir(), "dashboard-function-"));
  await promisify(execFile)(process.execPath, [BUILD, folder, pageFolder]);
  const provider = await startOpenIdProvider();
  const deployed = createFunction({
    file: join(folder, "index.mjs"),
    timeoutMs: TIMEOUT_MS,
    env: {
      // What the SDK says of the Node.js of this machine is not what the function prints on Lambda's.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      EVENT_LOG_TABLE: table.tableName,
      EVENT_LOG_INDEXES: "byUser,byEvent,byCorrelation",
      DASHBOARD_ISSUER: provider.issuer,
      DASHBOARD_CLIENT_ID: provider.clientId,
      DASHBOARD_AUTHORIZATION_ENDPOINT: provider.authorizationEndpoint,
      DASHBOARD_TOKEN_ENDPOINT: provider.tokenEndpoint,
      DASHBOARD_LOGOUT_ENDPOINT: provider.logoutEndpoint,
      DASHBOARD_SCOPES: "openid",
    },
  });
  /** An environment serves one invocation at a time; Lambda would start more of them. */
  let last: Promise<unknown> = Promise.resolve();
  const invoke = (event: HttpApiEvent): Promise<HttpApiResult> => {
    const next = last.then(async () => {
      const { answer } = await deployed.invoke(event);
      if (answer.status !== "ok") throw new Error(`${JSON.stringify(answer)} ${deployed.stderr}`);
      return JSON.parse(answer.body) as HttpApiResult;
    });
    last = next.catch(() => {});
    return next;
  };
  const api: HttpApi = await startHttpApi(invoke, provider);
  return {
    url: api.url,
    provider,
    function: deployed,
    invoke,
    async stop() {
      await api.stop();
      await deployed.stop();
      await provider.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
