import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The bytes of all files of a built page with an extension, as they are sent: with gzip. */
export function gzipSizeOf(folder: string, extension: string): number {
  const assets = join(folder, "assets");
  return readdirSync(assets)
    .filter((name) => name.endsWith(extension))
    .reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length,
      0,
    );
}
