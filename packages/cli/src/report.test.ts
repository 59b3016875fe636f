import { describe, expect, it } from "@jest/globals";
import {
  CursorError,
  parseQuery,
  QueryThrottledError,
  QueryUnavailableError,
} from "@service-events/query";
import { CommanderError } from "commander";
import { CliError, Interrupted, usageError } from "./errors.js";
import { toReport } from "./report.js";

const named = (name: string, message = "why") => Object.assign(new Error(message), { name });

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe("a report", () => {
  it.each([
    ["wrong usage", usageError("no", "do"), { code: "USAGE", exitCode: 2, retryable: false }],
    [
      "an unknown option",
      new CommanderError(1, "x", "error: unknown option"),
      { exitCode: 2, message: "unknown option" },
    ],
    [
      "a wrong query",
      thrownBy(() => parseQuery("evnt:x")),
      { code: "SYNTAX", exitCode: 2, column: 1 },
    ],
    ["a foreign cursor", new CursorError(), { code: "CURSOR", exitCode: 2 }],
    [
      "throttling",
      new QueryThrottledError(6, named("ThrottlingException")),
      { code: "THROTTLED", exitCode: 5, retryable: true },
    ],
    [
      "a dead server",
      new QueryUnavailableError(6, new Error("no")),
      { code: "UNAVAILABLE", exitCode: 1, retryable: true },
    ],
    ["no credentials", named("CredentialsProviderError"), { exitCode: 4 }],
    ["expired credentials", named("ExpiredTokenException"), { exitCode: 4 }],
    [
      "a missing permission",
      named("AccessDeniedException"),
      { code: "ACCESS_DENIED", exitCode: 4 },
    ],
    ["no region", new Error("Region is missing"), { code: "NO_REGION", exitCode: 2 }],
    [
      "a network that is away",
      Object.assign(new Error(""), { code: "ECONNREFUSED" }),
      { code: "UNAVAILABLE", exitCode: 1, retryable: true },
    ],
    ["Ctrl-C", new Interrupted(130), { exitCode: 130 }],
    ["a failure of its own", new CliError("FILE", "no"), { code: "FILE", exitCode: 1 }],
    ["what is no error", "just a text", { code: "ERROR", message: "just a text", exitCode: 1 }],
  ])("of %s", (_, error, expected) => {
    expect(toReport(error)).toMatchObject(expected);
  });

  it("says a hint once", () => {
    const { message, hint } = toReport(thrownBy(() => parseQuery("since:soon")));

    expect(hint).toBeTruthy();
    expect(message).not.toContain(String(hint));
  });
});
