import { access, constants, type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError, usageError } from "../errors.js";

/** Events are about customers: what is written is the user's own to share. */
const MODE = 0o600;
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, W_OK } = constants;

/**
 * Makes a file for writing where none is; no symbolic link is followed.
 *
 * @throws CliError when there is one already, or it cannot be made.
 */
export function createFile(path: string): Promise<FileHandle> {
  return opened(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY);
}

/** Opens a file for writing behind what it holds, and makes it where none is. */
export function appendToFile(path: string): Promise<FileHandle> {
  return opened(path, O_CREAT | O_APPEND | O_NOFOLLOW | O_WRONLY);
}

/**
 * Looks whether a file can be made later, when there is something to write into it.
 *
 * @throws CliError when its folder is not there or cannot be written to.
 */
export async function assertFolder(path: string): Promise<void> {
  await access(dirname(path), W_OK).catch(() => {
    throw usageError(
      `'${path}' cannot be written: its directory does not exist or is not writable`,
      "create the directory, or use another one",
    );
  });
}

function opened(path: string, flags: number): Promise<FileHandle> {
  return open(path, flags, MODE).catch((error: unknown) => {
    throw unusable(path, error);
  });
}

/** What to tell when a file cannot be opened. */
export function unusable(path: string, error: unknown): CliError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") return usageError(`'${path}' already exists`, "use another name");
  if (code === "ELOOP") return usageError(`'${path}' is a symbolic link`, "remove it first");
  return new CliError("FILE", `'${path}' cannot be written: ${message}`);
}
