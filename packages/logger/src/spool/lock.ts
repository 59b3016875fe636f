import fs from "node:fs";
import { join } from "node:path";

/**
 * Takes a folder for this process, for as long as it lives. The lock of a process that has died is taken over.
 *
 * @returns a function that releases the lock
 * @throws Error when a living process holds the folder, or it cannot be written
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "lock");
  fs.mkdirSync(folder, { recursive: true });
  const own = `${process.pid} ${startOf(process.pid)}`;
  try {
    fs.writeFileSync(file, own, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = fs.readFileSync(file, "utf8");
    if (isAlive(owner)) {
      throw new Error(
        `spool folder ${folder} is in use by process ${owner.split(" ", 1)[0]}: give each process a folder of its own`,
      );
    }
    fs.writeFileSync(file, own);
  }
  return () => fs.rmSync(file, { force: true });
}

/** Containers give each new process the same id, so the id alone says nothing about who is alive. */
function isAlive(owner: string): boolean {
  const [id = "", start = ""] = owner.split(" ");
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return start === startOf(pid);
}

/** When a process started, in clock ticks since the machine did; empty where there is no `/proc`. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses, and may hold blanks.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
