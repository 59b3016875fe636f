import { readFile, rename, rm } from "node:fs/promises";
import { usageError } from "../errors.js";
import { createFile } from "./create-file.js";

/** The progress of unfinished work, as saved in a file. */
export interface State {
  /** Identifies the work: everything that decides what is written. */
  identity: string;
}

/**
 * Reads the progress of unfinished work.
 *
 * @param what The command, for messages.
 * @throws CliError when there is nothing to resume, or it is other work.
 */
export async function readState<Kept extends State>(
  what: string,
  path: string,
  identity: string,
  isWhole: (state: State) => state is Kept,
): Promise<Kept> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw usageError(`no unfinished ${what} found: '${path}' does not exist`, "leave out --resume");
  }
  const state = parse(text);
  if (state?.identity === identity && isWhole(state)) return state;
  throw usageError(
    `'${path}' belongs to another ${what}`,
    "repeat its query and options, or start over with --force",
  );
}

/** Replaces the file as a whole, so that it is never half written. */
export async function writeState(path: string, state: State): Promise<void> {
  const next = `${path}.new`;
  await rm(next, { force: true });
  const handle = await createFile(next);
  try {
    await handle.writeFile(JSON.stringify(state));
  } finally {
    await handle.close();
  }
  await rename(next, path);
}

function parse(text: string): State | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
