import { constants, type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { CliError, usageError } from "../../errors.js";
import { EXIT } from "../../exit-code.js";
import { createFile, unusable } from "../../files/create-file.js";
import { readState, type State, writeState } from "../../files/state-file.js";

/**
 * The progress of an unfinished export, saved beside it. Whatever the file holds after `bytes` was written later, and is
 * truncated.
 */
export interface ExportState extends State {
  cursor: string;
  bytes: number;
  events: number;
  items: number;
  units: number;
}

/** A file that is written under another name until it is complete. */
export interface ExportFile {
  /** Where an earlier run stopped, if this one resumes it. */
  readonly resumed?: ExportState;
  write(chunk: Uint8Array): Promise<void>;
  /** Saves the progress: what was written until now need not be written again. */
  checkpoint(state: Omit<ExportState, "identity" | "bytes">): Promise<void>;
  /** Renames the complete file. */
  finish(): Promise<void>;
  /** Closes an unfinished file; returns whether the export can be resumed. */
  close(): Promise<boolean>;
}

/** How often the progress is saved, in ms: after a crash, that much work is repeated. */
const KEEP_EVERY_MS = 1_000;
const { O_APPEND, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;

/**
 * Opens a file for an export: `{file}.part` until it is whole, with `{file}.part.json` beside it. No existing file is
 * touched without `force`, and no symbolic link is followed.
 *
 * @throws CliError when the file exists, or the export cannot be resumed.
 */
export async function openExportFile(
  file: string,
  identity: string,
  options: { force?: boolean; resume?: boolean },
): Promise<ExportFile> {
  const paths = { file, part: `${file}.part`, state: `${file}.part.json` };
  await assertFree(file, options.force);
  const resumed = options.resume
    ? await readState("export", paths.state, identity, isExportState)
    : undefined;
  if (!resumed) await clearPart(paths, options.force);
  const handle = await openPart(paths.part, resumed);
  let bytes = resumed?.bytes ?? 0;
  let latest = resumed;
  let kept = resumed;
  let isWhole = false;
  let keptAt = performance.now();

  async function keep(): Promise<void> {
    if (!latest || latest === kept) return;
    // Data first, then the record of it.
    await handle.datasync();
    await writeState(paths.state, latest);
    kept = latest;
    keptAt = performance.now();
  }

  return {
    ...(resumed && { resumed }),
    async write(chunk) {
      await handle.writeFile(chunk);
      bytes += chunk.length;
    },
    async checkpoint(progress) {
      latest = { identity, bytes, ...progress };
      if (performance.now() - keptAt >= KEEP_EVERY_MS) await keep();
    },
    async finish() {
      await handle.sync();
      await handle.close();
      isWhole = true;
      // Reserve the name atomically: a file created meanwhile must not be replaced.
      if (!options.force) await takeName(paths);
      await rename(paths.part, file);
      await rm(paths.state, { force: true });
    },
    async close() {
      if (isWhole) return false;
      await keep();
      await handle.close();
      if (!kept) await rm(paths.part, { force: true });
      return kept !== undefined;
    },
  };
}

async function takeName({ file, part }: { file: string; part: string }): Promise<void> {
  try {
    await (await createFile(file)).close();
  } catch (error) {
    throw new CliError(
      "FILE",
      `'${file}' was created while the export ran`,
      `the complete export is in '${part}': rename it`,
      EXIT.failure,
      { cause: error },
    );
  }
}

async function assertFree(file: string, force = false): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (!found) return;
  if (found.isDirectory()) throw usageError(`'${file}' is a directory`, "name a file");
  if (!force) {
    throw usageError(`'${file}' already exists`, "use another name, or --force to replace it");
  }
}

function isExportState(state: State): state is ExportState {
  const { cursor, bytes, events, items, units } = state as ExportState;
  return typeof cursor === "string" && [bytes, events, items, units].every((number) => number >= 0);
}

async function clearPart(paths: { part: string; state: string }, force = false): Promise<void> {
  const found = await lstat(paths.part).catch(() => undefined);
  if (!found) return;
  if (!force) {
    throw usageError(
      `'${paths.part}' is left over from an unfinished export`,
      "continue with --resume, or start over with --force",
    );
  }
  await rm(paths.part);
  await rm(paths.state, { force: true });
}

async function openPart(part: string, resumed: ExportState | undefined): Promise<FileHandle> {
  if (!resumed) return createFile(part);
  const handle = await open(part, O_RDWR | O_NOFOLLOW).catch((error: unknown) => {
    throw unusable(part, error);
  });
  const { size } = await handle.stat();
  if (size < resumed.bytes) {
    await handle.close();
    throw usageError(`'${part}' is shorter than expected`, "start over with --force");
  }
  await handle.truncate(resumed.bytes);
  // Reopen to append: an opened file is written from its start.
  await handle.close();
  return open(part, O_WRONLY | O_NOFOLLOW | O_APPEND);
}
