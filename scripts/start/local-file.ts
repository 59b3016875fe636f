import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a command in a second terminal needs to find the running log. */
export interface LocalFile {
  /** The DynamoDB endpoint. */
  endpoint: string;
  tableName: string;
  region: string;
  /** Local's own routes, and those of the app's HTTP API. */
  url: string;
  /** The dashboard with its token, which is no secret to who may read this file. */
  dashboardUrl: string;
  pid: number;
  /** They open nothing but this table. */
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Says where the running log is, in `local.json` of this folder. */
export function writeLocalFile(folder: string, content: LocalFile): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "local.json");
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the file again, unless another process has written its own since. */
export function removeLocalFile(folder: string): void {
  const file = join(folder, "local.json");
  try {
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as LocalFile;
    if (pid === process.pid) rmSync(file);
  } catch {
    // There is none.
  }
}
