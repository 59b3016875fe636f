import { ENVIRONMENT, parseTableAddress } from "@service-events/schema";
import type { OidcSettings } from "../api/answers.js";
import type { ApiOptions } from "../api/app.js";

/** What the construct sets in the function's environment. */
export interface LambdaSettings {
  table: {
    /** A name or an ARN; DynamoDB accepts both. */
    address: string;
    /** Undefined for a table in the function's own region. */
    region: string | undefined;
  };
  about: ApiOptions["about"];
  oidc: OidcSettings;
  indexes: string[] | undefined;
}

/**
 * Reads the environment of the function.
 *
 * @throws TypeError that names the variable that is missing or invalid: without a login there is no dashboard.
 */
export function readSettings(environment: NodeJS.ProcessEnv): LambdaSettings {
  const required = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new TypeError(
      `the environment variable ${name} is not set: deploy with EventLogDashboard`,
    );
  };
  const indexes = environment[ENVIRONMENT.indexes];
  const logoutEndpoint = environment.DASHBOARD_LOGOUT_ENDPOINT;
  const logGroups = readLogGroups(environment.DASHBOARD_LOG_GROUPS);
  const address = required(ENVIRONMENT.table);
  const { tableName, region } = parseTableAddress(address);
  return {
    table: { address, region },
    about: {
      region: required("AWS_REGION"),
      table: tableName,
      ...(logGroups && { logGroups }),
    },
    oidc: {
      issuer: required("DASHBOARD_ISSUER"),
      clientId: required("DASHBOARD_CLIENT_ID"),
      authorizationEndpoint: required("DASHBOARD_AUTHORIZATION_ENDPOINT"),
      tokenEndpoint: required("DASHBOARD_TOKEN_ENDPOINT"),
      ...(logoutEndpoint && { logoutEndpoint }),
      scopes: required("DASHBOARD_SCOPES").split(" "),
    },
    indexes: indexes === undefined ? undefined : indexes.split(",").filter(Boolean),
  };
}

function readLogGroups(text: string | undefined): Record<string, string> | undefined {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch (cause) {
    throw new TypeError("DASHBOARD_LOG_GROUPS must be a JSON object of names", { cause });
  }
}
