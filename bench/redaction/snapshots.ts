import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** What a payload becomes. */
export type Redact = (payload: unknown) => unknown;

/** What is measured: a snapshot with redaction and one without. */
interface Snapshots {
  redact: Redact;
  plain: Redact;
}

/**
 * The snapshots of a former commit, taken out of git.
 *
 * @throws Error when git does not have the commit, or it keeps its redaction elsewhere.
 */
export async function snapshotsOf(commit: string): Promise<Snapshots> {
  const folder = mkdtempSync(join(tmpdir(), "former-redaction-"));
  try {
    const tar = execFileSync("git", ["archive", commit, "packages"], { maxBuffer: 2 ** 28 });
    execFileSync("tar", ["-x", "-C", folder], { input: tar });
    return await bundleSnapshots(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The snapshots of this folder, bundled in the same way: then their costs compare. */
export function snapshotsHere(): Promise<Snapshots> {
  return bundleSnapshots(fileURLToPath(new URL("../..", import.meta.url)));
}

async function bundleSnapshots(root: string): Promise<Snapshots> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createRedaction } from "./redact.ts";
        import { toStorable } from "./storable.ts";
        const redaction = createRedaction();
        export const redact = (payload) => toStorable(payload, { redaction }).value;
        export const plain = (payload) => toStorable(payload).value;`,
      resolveDir: join(root, "packages/logger/src/payload"),
    },
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    tsconfigRaw: {},
    // Unpacked, a commit has no node_modules.
    alias: { "@service-events/schema": join(root, "packages/schema/src/index.ts") },
  });
  const folder = mkdtempSync(join(tmpdir(), "redaction-"));
  const file = join(folder, "snapshots.mjs");
  await writeFile(file, outputFiles[0]?.contents ?? "");
  const snapshots = (await import(pathToFileURL(file).href)) as Snapshots;
  rmSync(folder, { recursive: true });
  return snapshots;
}
