import type { ExitCode } from "../../exit-code.js";
import type { Statement } from "./statement.js";

/** What one look found. */
export interface Check {
  name: string;
  /** `warn` works and could be better; `skip` could not be looked at. */
  status: "ok" | "warn" | "fail" | "skip";
  detail: string;
  /** What to do about it. */
  fix?: string;
  /** The IAM action that is missing. */
  missing?: string;
}

/** Everything that was found. */
export interface Diagnosis {
  checks: Check[];
  /** Grants what is missing. */
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
