import { lstat, rm } from "node:fs/promises";
import { usageError } from "../../errors.js";
import { assertFolder } from "../../files/create-file.js";
import { readState, type State, writeState } from "../../files/state-file.js";

/** How far a send is. Everything before `cursor` is delivered, or in the file of undelivered events. */
export interface SendState extends State {
  cursor: string;
  sent: number;
  undelivered: number;
  tooOld: number;
}

/** Keeps how far an unfinished send is. */
export interface ProgressNote {
  /** What an earlier run noted, if this one resumes it. */
  readonly resumed?: SendState;
  keep(state: Omit<SendState, "identity">): Promise<void>;
  /** Everything is sent: there is nothing to resume. */
  remove(): Promise<void>;
}

/**
 * Opens the note of a send.
 *
 * @throws CliError when another send is unfinished, there is none to resume, or the note cannot be written.
 */
export async function openProgressNote(
  path: string,
  identity: string,
  { resume, force }: { resume?: boolean; force?: boolean },
): Promise<ProgressNote> {
  if (!resume && !force && (await lstat(path).catch(() => undefined))) {
    throw usageError(
      `'${path}' is left over from an unfinished send`,
      "continue with --resume, or start over with --force",
    );
  }
  await assertFolder(path);
  const resumed = resume ? await readState("send", path, identity, isSendState) : undefined;
  return {
    ...(resumed && { resumed }),
    keep: (state) => writeState(path, { identity, ...state } as SendState),
    remove: () => rm(path, { force: true }),
  };
}

function isSendState(state: State): state is SendState {
  const { cursor, sent, undelivered, tooOld } = state as SendState;
  return typeof cursor === "string" && [sent, undelivered, tooOld].every((count) => count >= 0);
}
