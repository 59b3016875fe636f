import { randomUUID } from "node:crypto";
import type { FunctionDefinition } from "./definitions.js";

/** The endpoint and identity of a function's calls. */
export interface FunctionAccess {
  /** The URL that every AWS client of the function talks to. */
  endpoint: string;
  accessKeyId: string;
}

/** The only variables that a function gets from this machine: a process needs them. */
const INHERITED = ["PATH", "SYSTEMROOT"] as const;

/** The URL of SQS in a region. */
const QUEUES_ON_AWS = /https:\/\/sqs\.[a-z\d-]+\.amazonaws\.com(?=\/)/g;

/**
 * The environment of a function's process: the variables of the template and those of Lambda.
 *
 * Without `AWS_LAMBDA_RUNTIME_API`: code that finds it would call that server, which does not exist here.
 *
 * @param taskRoot the folder of the function's code
 */
export function environmentVariables(
  definition: FunctionDefinition,
  access: FunctionAccess,
  taskRoot: string,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { runtime } = definition;
  return {
    ...Object.fromEntries(inherited),
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    ...withQueuesHere(definition.environment, access.endpoint),
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${randomUUID().replaceAll("-", "")}`,
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_ENDPOINT_URL: access.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: access.endpoint,
    AWS_ENDPOINT_URL_SQS: access.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Points the URLs of queues here: clients call a queue at its URL, whatever their endpoint. */
function withQueuesHere(
  variables: Readonly<Record<string, string>>,
  endpoint: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(QUEUES_ON_AWS, () => endpoint),
    ]),
  );
}
