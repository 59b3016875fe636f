import { escapeHidden, toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { Difference } from "./differences.js";
import type { Example, Verification } from "./verification.js";

/** Reports the differences: one JSON document with `--json` or in a pipe, lines of text otherwise. */
export async function reportVerification(
  { out, options, colors }: Cli,
  file: string,
  result: Verification,
): Promise<void> {
  if (options.json || !out.isTerminal) {
    await out.line(toSafeJson(result));
    return;
  }
  for (const example of result.examples) {
    for (const line of describe(example)) await out.line(escapeHidden(line));
  }
  const { examples, different, onlyInLog, onlyInFile } = result;
  const more = different + onlyInLog + onlyInFile - examples.length;
  if (more > 0) await out.line(colors.dim(`and ${more} more`));
  await out.line(escapeHidden(summary(file, result)));
}

function describe(example: Example): string[] {
  if ("only" in example) return [`only in the ${example.only}  ${example.id}`];
  return [`different  ${example.id}`, ...example.differences.map(describeDifference)];
}

function describeDifference({ field, log, file }: Difference): string {
  return `  ${field}: ${log ?? "nothing"} in the log, ${file ?? "nothing"} in the file`;
}

function summary(file: string, result: Verification): string {
  const { equal, different, onlyInLog, onlyInFile, expired, outside, repeated, unreadable } =
    result;
  const parts: [number, string][] = [
    [different, "different"],
    [onlyInLog, "only in the log"],
    [onlyInFile, `only in ${file}`],
    [expired, "expired since"],
    [outside, "outside the time range"],
    [repeated, "repeated"],
    [unreadable, "unreadable"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [`${equal} equal`, ...told].join(", ");
}
