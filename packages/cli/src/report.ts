import { CommanderError } from "commander";
import { CliError, type ErrorReport, Interrupted, messageOf } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How an error is reported, and the exit code. */
export interface Report extends ErrorReport {
  exitCode: ExitCode;
}

const THROTTLES: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
]);

const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  ["CredentialsProviderError", "log in (aws sso login), pass --profile, or set AWS_ACCESS_KEY_ID"],
  ["TokenProviderError", "log in again: aws sso login"],
  ["ExpiredToken", "log in again: the credentials have expired"],
  ["ExpiredTokenException", "log in again: the credentials have expired"],
  ["UnrecognizedClientException", "check which account --profile or the environment selects"],
  ["InvalidClientTokenId", "check which account --profile or the environment selects"],
  ["InvalidSignatureException", "check the secret key and the clock of this machine"],
  ["SignatureDoesNotMatch", "check the secret key and the clock of this machine"],
  ["MissingAuthenticationTokenException", "log in, or pass --profile"],
  ["AccessDeniedException", "run `service-events doctor`: it names the missing permission"],
  ["AccessDenied", "run `service-events doctor`: it names the missing permission"],
]);

/** Errors of the network, by the code that Node.js gives them. */
const NETWORK: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/** Turns anything that was thrown into a report. */
export function toReport(error: unknown): Report {
  if (error instanceof CliError) {
    const { code, message, hint, exitCode } = error;
    return report(code, message, hint, exitCode, exitCode === EXIT.partial);
  }
  if (error instanceof Interrupted) {
    return report("INTERRUPTED", error.message, undefined, error.exitCode, true);
  }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
    return report("USAGE", message, "see --help", EXIT.usage);
  }
  return fromQuery(error) ?? fromLocal(error) ?? fromAws(error);
}

/** Duck-typed: reporting an error must not load the query package. */
function fromQuery(error: unknown): Report | undefined {
  if (!(error instanceof Error) || !("hint" in error) || !("code" in error)) return undefined;
  const { code, hint, retryable, column } = error as Error & {
    code: string;
    hint: string;
    retryable: boolean;
    column?: number;
  };
  const message = error.message.replace(`: ${hint}`, "");
  const position = column === undefined ? undefined : { column };
  const known = CREDENTIALS.has(rootOf(error).name) ? fromAws(rootOf(error)) : undefined;
  return known ?? { ...report(code, message, hint, exitCodeOf(code), retryable), ...position };
}

function exitCodeOf(code: string): ExitCode {
  if (code === "THROTTLED") return EXIT.partial;
  return code === "UNAVAILABLE" || code === "MISSING_INDEX" ? EXIT.failure : EXIT.usage;
}

/** Errors of local carry an exit code that tells whether the input is wrong. */
function fromLocal(error: unknown): Report | undefined {
  if (!(error instanceof Error) || error.name !== "LocalError") return undefined;
  const { exitCode } = error as Error & { exitCode?: number };
  const isUsage = exitCode === EXIT.usage;
  return report(
    isUsage ? "USAGE" : "LOCAL",
    error.message,
    undefined,
    isUsage ? EXIT.usage : EXIT.failure,
  );
}

function fromAws(error: unknown): Report {
  const message = messageOf(error);
  if (!(error instanceof Error)) return report("ERROR", message, undefined, EXIT.failure);
  const { name } = error;
  const { code } = error as NodeJS.ErrnoException;
  const login = CREDENTIALS.get(name);
  if (login) return report(codeOf(name), message, login, EXIT.credentials);
  if (THROTTLES.has(name)) {
    return report("THROTTLED", message, "try again later, or read less", EXIT.partial, true);
  }
  if (message === "Region is missing") {
    return report("NO_REGION", "no region is set", "pass --region or set AWS_REGION", EXIT.usage);
  }
  if (code !== undefined && NETWORK.has(code)) {
    const hint = "check the endpoint, the region and the network, then try again";
    return report("UNAVAILABLE", message || code, hint, EXIT.failure, true);
  }
  return report(codeOf(code ?? name), message, undefined, EXIT.failure);
}

/** `AccessDeniedException` reads `ACCESS_DENIED`. */
function codeOf(name: string): string {
  const bare = name.replace(/(Exception|Error)$/, "") || name;
  return bare.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

function report(
  code: string,
  message: string,
  hint: string | undefined,
  exitCode: ExitCode,
  retryable = false,
): Report {
  return { code, message, ...(hint && { hint }), retryable, exitCode };
}
