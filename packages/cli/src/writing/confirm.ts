import { createInterface } from "node:readline/promises";
import type { Cli } from "../cli.js";
import type { Target } from "../connection/target.js";
import { CliError } from "../errors.js";
import { visible } from "../terminal/visible.js";

/**
 * Asks on a terminal before a table in AWS is written to, since the wrong one is a slip away. Scripts are not asked, nor
 * is who passes `--yes`, nor is the log on this machine.
 *
 * @throws CliError when the answer is not yes.
 */
export async function confirmWrite(
  { io, notes, signal }: Cli,
  { tableName, local, settings }: Target,
  yes: boolean | undefined,
): Promise<void> {
  if (yes || local || !notes.isTerminal || !io.stdin.isTTY) return;
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const where = settings.region ? ` in ${settings.region}` : "";
    const question = visible(`Write events into the table ${tableName}${where}? [y/N] `);
    const answer = await lines.question(question, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new CliError("DECLINED", "nothing was written", "pass --yes to write without a question");
  } finally {
    lines.close();
  }
}
