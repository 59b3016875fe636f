import { constants, type FileHandle, open } from "node:fs/promises";
import { CliError, usageError } from "../errors.js";

/** A file of lines that is there once there is a first one. */
export interface LineFile {
  write(lines: readonly string[]): Promise<void>;
  /** The lines that were written. */
  readonly count: number;
  close(): Promise<void>;
}

/** What stands in it is about customers. */
const MODE = 0o600;
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Makes a file of lines, and touches none that is there already, unless it is to go on with it.
 *
 * @throws CliError, at the first line, when it cannot be written.
 */
export function createLineFile(path: string, { append = false } = {}): LineFile {
  let handle: FileHandle | undefined;
  let count = 0;

  async function openOnce(): Promise<FileHandle> {
    const flags = O_CREAT | O_NOFOLLOW | O_WRONLY | O_APPEND | (append ? 0 : O_EXCL);
    return open(path, flags, MODE).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") {
        throw usageError(`'${path}' is there already`, "use another name, or remove it first");
      }
      throw new CliError("FILE", `'${path}' cannot be written: ${error.message}`);
    });
  }

  return {
    async write(lines) {
      if (lines.length === 0) return;
      handle ??= await openOnce();
      await handle.writeFile(lines.map((line) => `${line}\n`).join(""));
      count += lines.length;
    },
    get count() {
      return count;
    },
    async close() {
      await handle?.sync();
      await handle?.close();
    },
  };
}
