import { type FileHandle, lstat } from "node:fs/promises";
import { usageError } from "../errors.js";
import { appendToFile, assertFolder, createFile } from "./create-file.js";

/** A file of lines that is created with its first line. */
export interface LineFile {
  readonly path: string;
  /** Resolves when the lines are on the disk. */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a file of lines.
 *
 * @param options.append Goes on with a file that already exists.
 * @throws CliError when the file exists without `append`, or cannot be created.
 */
export async function openLineFile(path: string, { append = false } = {}): Promise<LineFile> {
  if (!append && (await lstat(path).catch(() => undefined))) {
    throw usageError(`'${path}' already exists`, "use another name, or remove it first");
  }
  await assertFolder(path);
  let handle: FileHandle | undefined;
  return {
    path,
    async write(lines) {
      if (lines.length === 0) return;
      handle ??= await (append ? appendToFile : createFile)(path);
      await handle.writeFile(lines.map((line) => `${line}\n`).join(""));
      await handle.datasync();
    },
    close: async () => handle?.close(),
  };
}
