import type { ExitCode } from "../../exit-code.js";
import type { Statement } from "./statement.js";

/** The result of one check. */
export interface Check {
  name: string;
  /** `warn`: works, but could be better; `skip`: could not be checked. */
  status: "ok" | "warn" | "fail" | "skip";
  detail: string;
  /** What to do about it. */
  fix?: string;
  /** The IAM action that is missing. */
  missing?: string;
}

/** The result of all checks. */
export interface Diagnosis {
  checks: Check[];
  /** Grants the missing permissions. */
  statement?: Statement;
  exitCode: ExitCode;
}

export function ok(name: string, detail: string): Check {
  return { name, status: "ok", detail };
}

export function warn(name: string, detail: string, fix: string): Check {
  return { name, status: "warn", detail, fix };
}

export function fail(name: string, detail: string, fix: string): Check {
  return { name, status: "fail", detail, fix };
}

export function skip(name: string, detail: string): Check {
  return { name, status: "skip", detail };
}
