import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalError } from "../errors.js";

/**
 * Locks a folder for this process: two databases in one folder would corrupt each other. Takes over the lock of a process
 * that has ended.
 *
 * @returns a function that releases the lock
 * @throws LocalError when a living process holds the folder, or it cannot be written
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "in-use-by");
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") {
      throw new LocalError(`${folder} cannot keep a database: ${message}`, 1, { cause: error });
    }
    takeOver(folder, file);
  }
  return () => rmSync(file, { force: true });
}

function takeOver(folder: string, file: string): void {
  const owner = Number(readFileSync(file, "utf8"));
  if (isAlive(owner)) {
    throw new LocalError(
      `${folder} is in use by process ${owner}: stop it, or choose another folder`,
    );
  }
  writeFileSync(file, String(process.pid));
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
