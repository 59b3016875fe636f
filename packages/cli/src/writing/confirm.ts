import { createInterface } from "node:readline/promises";
import { escapeHidden } from "@service-events/schema";
import type { Cli } from "../cli.js";
import type { Target } from "../connection/target.js";
import { CliError } from "../errors.js";

/**
 * Asks on a terminal before writing to a table in AWS, which could be the wrong one; not for the local log.
 *
 * @throws CliError when the answer is not yes.
 */
export async function confirmWrite(
  cli: Cli,
  { tableName, local, settings }: Target,
  yes: boolean | undefined,
): Promise<void> {
  if (local) return;
  const where = settings.region ? ` in ${settings.region}` : "";
  await confirm(cli, `Write events into the table ${tableName}${where}?`, yes);
}

/**
 * Asks a question on a terminal. Scripts are not asked, and `--yes` skips the question.
 *
 * @throws CliError when the answer is not yes.
 */
export async function confirm(
  { io, notes, signal }: Cli,
  question: string,
  yes: boolean | undefined,
): Promise<void> {
  if (yes || !notes.isTerminal || !io.stdin.isTTY) return;
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await lines
      .question(escapeHidden(`${question} [y/N] `), { signal })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new CliError(
      "DECLINED",
      "cancelled, nothing was changed",
      "pass --yes to skip the question",
    );
  } finally {
    lines.close();
  }
}
