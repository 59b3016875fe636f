import { parseArgs } from "node:util";

/** Options of `npm start`. */
export interface StartOptions {
  /** One bounded round through every function, then a table of what was stored. */
  once: boolean;
  /** The port of the HTTP API; `undefined` takes the default, or with `once` a free one. */
  port?: number;
  /** The folder that keeps the events. */
  persist?: string;
  /** Another DynamoDB than the embedded one. */
  endpoint?: string;
  /** An app that is synthesized already, instead of this repo's. */
  cdkOut?: string;
  /** Also shows the output of functions. */
  verbose: boolean;
}

/** The port that is tried first. */
export const DEFAULT_PORT = 4400;

export const USAGE = `Usage: npm start -- [options]

Runs this repo's CDK app on this machine and shows its events as they arrive.

  --once           one round through every function, then a table of what was stored;
                   exit code 0 if every expected event is there
  --port N         port of the HTTP API (default: ${DEFAULT_PORT}; with --once a free one)
  --persist DIR    keep the events in this folder
  --endpoint URL   another DynamoDB, such as DynamoDB Local (default: an embedded one;
                   the environment variable DYNAMODB_ENDPOINT does the same)
  --cdk-out DIR    an app that is synthesized already (default: synthesizes this repo)
  --verbose        also show the output of functions
  --help           show this
`;

/** Invalid arguments; the message names them. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Parses the arguments after `npm start --`.
 *
 * @returns `"help"` if help was requested
 * @throws UsageError if an argument is invalid
 */
export function parseOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): StartOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  // The option overrides the environment, whose endpoint would keep its tables itself.
  const inherited = (!values.persist && environment.DYNAMODB_ENDPOINT) || undefined;
  return {
    once: values.once ?? false,
    port: values.port === undefined ? undefined : toPort(values.port),
    persist: notEmpty("persist", values.persist),
    endpoint: notEmpty("endpoint", values.endpoint) ?? inherited,
    cdkOut: notEmpty("cdk-out", values["cdk-out"]),
    verbose: values.verbose ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean" },
        port: { type: "string" },
        persist: { type: "string" },
        endpoint: { type: "string" },
        "cdk-out": { type: "string" },
        verbose: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, received '${text}'`);
}

function notEmpty(name: string, value: string | undefined): string | undefined {
  if (value === "") throw new UsageError(`--${name} needs a value`);
  return value;
}
