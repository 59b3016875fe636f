/** The deployed dashboard: one function for page and API, behind an HTTP API of API Gateway. */
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog, type EventLogConfig } from "@service-events/query";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { createApi } from "../api/app.js";
import { readPage } from "../page/page.js";
import { callerOf } from "./caller.js";
import { readSettings } from "./settings.js";

const { about, oidc, indexes, table } = readSettings(process.env);

/** Lambda responses have 6 MB at most: 4.5 MB once compressed bodies are base64-encoded, minus room for headers. */
const MAX_BYTES = 4_400_000;
/** API Gateway times out after 30 s. */
const EXPORT_MS = 18_000;
const TEXT_TYPES = /^text\/|json|javascript|svg/;

const app = createApi({
  log: createEventLog({
    tableName: table.address,
    client: new DynamoDBClient(table.region === undefined ? {} : { region: table.region }),
    ...(indexes && { indexes: indexes as EventLogConfig["indexes"] }),
  }),
  access: {
    kind: "oidc",
    settings: oidc,
    callerOf: (environment) => callerOf(environment, oidc),
  },
  about,
  page: readPage(fileURLToPath(new URL("./web", import.meta.url))),
  limits: { exportBytes: MAX_BYTES, answerBytes: MAX_BYTES, exportTime: EXPORT_MS },
});
const answer = handle(app, { isContentTypeBinary: (type) => !TEXT_TYPES.test(type) });

/** Handles an HTTP API event of payload format 2.0. */
export function handler(event: LambdaEvent): ReturnType<typeof answer> {
  return answer(withEscapedPath(event));
}

/** API Gateway decodes paths, so characters with a meaning in a URL are encoded again. */
function withEscapedPath(event: LambdaEvent): LambdaEvent {
  if (!("rawPath" in event)) return event;
  const rawPath = event.rawPath.replace(/[?#\\]|%(?![\dA-F]{2})/gi, encodeURIComponent);
  return { ...event, rawPath };
}
