import { escapeHidden, toSafeJson, toSafeJsonLines } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { Check, Diagnosis } from "./check.js";

const MARKS: Readonly<Record<Check["status"], string>> = {
  ok: "✓",
  warn: "!",
  fail: "✗",
  skip: "-",
};

/** Prints each check with its fix, and the statement that grants missing permissions. */
export async function printChecks(cli: Cli, { checks, statement }: Diagnosis): Promise<void> {
  const { out, options } = cli;
  if (options.json || !out.isTerminal) {
    for (const check of checks) await out.line(toSafeJson(check));
    if (statement) await out.line(toSafeJson({ statement }));
    return;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const check of checks) {
    for (const line of checkLines(cli, check, width)) await out.line(line);
  }
  if (!statement) return;
  await out.line("\nThis statement grants the missing permissions:");
  for (const line of toSafeJsonLines(statement)) await out.line(line);
}

function checkLines(
  { colors }: Cli,
  { name, status, detail, fix }: Check,
  width: number,
): string[] {
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red, skip: colors.dim }[
    status
  ];
  const line = `${paint(MARKS[status])} ${escapeHidden(name).padEnd(width)}  ${escapeHidden(detail)}`;
  return fix && status !== "ok"
    ? [line, colors.dim(`  ${" ".repeat(width)}  ${escapeHidden(fix)}`)]
    : [line];
}
