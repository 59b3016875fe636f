import { access, constants, type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError, usageError } from "../errors.js";

/** Events are about customers: only the user may read the files. */
const MODE = 0o600;
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, W_OK } = constants;

/**
 * Creates a new file for writing; symbolic links are not followed.
 *
 * @throws CliError when it exists or cannot be created.
 */
export function createFile(path: string): Promise<FileHandle> {
  return opened(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY);
}

/** Opens a file for appending, and creates it if it does not exist. */
export function appendToFile(path: string): Promise<FileHandle> {
  return opened(path, O_CREAT | O_APPEND | O_NOFOLLOW | O_WRONLY);
}

/**
 * Checks that a file can be created later, once there is something to write.
 *
 * @throws CliError when its directory does not exist or is not writable.
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

/** The error for a file that cannot be opened. */
export function unusable(path: string, error: unknown): CliError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") return usageError(`'${path}' already exists`, "use another name");
  if (code === "ELOOP") return usageError(`'${path}' is a symbolic link`, "remove it first");
  return new CliError("FILE", `'${path}' cannot be written: ${message}`);
}
