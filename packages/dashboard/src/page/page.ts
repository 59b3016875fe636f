import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** One file of the page. */
export interface PageFile {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  /** Whether its name contains a hash of its content, so it can be cached forever. */
  isHashed: boolean;
}

/** The files of the page by path, such as `/assets/index-3f9a1c2b.js`. */
export type Page = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/**
 * Reads a built page into memory, so no request path ever reaches the disk. Source maps and files of unknown types are
 * left out.
 *
 * @returns An empty page when the folder does not exist.
 */
export function readPage(folder: string): Page {
  const files = new Map<string, PageFile>();
  for (const path of filesOf(folder)) {
    const type = TYPES[extname(path)];
    const name = relative(folder, path).split(sep).join("/");
    if (!type || name.startsWith(".")) continue;
    const body = new Uint8Array(readFileSync(path));
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    files.set(`/${name}`, { body, type, etag, isHashed: name.startsWith("assets/") });
  }
  return files;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
