import { randomUUID } from "node:crypto";
import {
  CursorError,
  EventIdError,
  MissingIndexError,
  QuerySyntaxError,
  QueryThrottledError,
  QueryTooWideError,
  QueryUnavailableError,
} from "@service-events/query";
import { Problem } from "./problem.js";

/** Called with every error that is not the caller's fault; the caller only sees `instance`. */
export type OnFailure = (error: unknown, instance: string) => void;

const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
]);

const RETRY_AFTER_SECONDS = 5;

/**
 * Converts anything thrown into a problem. Mistakes of the caller are explained; other errors only show their kind,
 * since messages of AWS and the network contain accounts, roles, tables and hosts.
 *
 * @param caller Aborts when the caller disconnects: errors after that are not failures.
 */
export function toProblem(error: unknown, onFailure: OnFailure, caller?: AbortSignal): Problem {
  if (error instanceof Problem) return error;
  const mistake = mistakeOf(error);
  if (mistake) return mistake;
  if (caller?.aborted && isBreakOff(error, caller)) {
    return new Problem("timeout", "The caller disconnected.");
  }
  const instance = randomUUID();
  onFailure(error, instance);
  return failureOf(error, instance);
}

/** Servers abort with any reason, strings included. */
function isBreakOff(error: unknown, caller: AbortSignal): boolean {
  return error === caller.reason || nameOf(error) === "AbortError";
}

function mistakeOf(error: unknown): Problem | undefined {
  if (error instanceof QuerySyntaxError) {
    const { column, hint } = error;
    const detail = error.message.replace(` (column ${column}): ${hint}`, "");
    return new Problem("syntax", detail, { column, hint, field: "q" });
  }
  if (error instanceof CursorError) {
    return new Problem("cursor", error.message, { hint: error.hint, field: "cursor" });
  }
  if (error instanceof EventIdError) {
    return new Problem("input", error.message, { hint: error.hint, field: "id" });
  }
  if (error instanceof QueryTooWideError) {
    return new Problem("too-wide", error.message.replace(`: ${error.hint}`, ""), {
      hint: error.hint,
      field: "q",
    });
  }
  return undefined;
}

function failureOf(error: unknown, instance: string): Problem {
  const name = nameOf(error);
  if (error instanceof QueryThrottledError) {
    return new Problem("throttled", "The table's read limit was reached.", {
      hint: "try again in a few seconds, read less, or raise the read limit of the table",
      retryAfter: RETRY_AFTER_SECONDS,
      instance,
    });
  }
  if (error instanceof QueryUnavailableError) {
    return new Problem("unavailable", "The table could not be reached.", {
      hint: "check the network, the region and the endpoint, then try again",
      retryAfter: RETRY_AFTER_SECONDS,
      instance,
    });
  }
  if (name === "AccessDeniedException") {
    return new Problem(
      "no-permission",
      "The dashboard needs Query and GetItem on the table and its indexes.",
      {
        hint: "grant dynamodb:Query and dynamodb:GetItem; `service-events doctor` names what is missing",
        instance,
      },
    );
  }
  if (CREDENTIAL_ERRORS.has(name)) {
    return new Problem("no-permission", "The AWS credentials are missing or have expired.", {
      hint: "log in to AWS again (aws sso login), then reload",
      instance,
    });
  }
  if (name === "ResourceNotFoundException") {
    return new Problem("no-table", "The table is not in this account and region.", {
      hint: "check the table's name, the region and the profile",
      instance,
    });
  }
  if (name === "TimeoutError") {
    return new Problem("timeout", "The read took longer than the dashboard allows.", {
      hint: "use a shorter time range or fewer origins",
      retryAfter: RETRY_AFTER_SECONDS,
      instance,
    });
  }
  const detail =
    error instanceof MissingIndexError
      ? "The table lacks an index that the dashboard is configured to use."
      : "Something went wrong on the server.";
  return new Problem("internal", detail, {
    hint: "look for this instance in the server's log",
    instance,
  });
}

/** Duck-typed: instanceof fails across copies of a library. */
function nameOf(error: unknown): string {
  return (error as { name?: string } | null | undefined)?.name ?? "";
}
