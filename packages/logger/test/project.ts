import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE = resolve(import.meta.dirname, "..");
const REPOSITORY = resolve(PACKAGE, "../..");

/** A user's project with the logger and zod, in a separate folder. */
export interface Project {
  /** The compiler's output for the project; empty if there are no errors. */
  compile(): Promise<string>;
  /** Runs a file of the project and returns what it prints. */
  run(file: string): Promise<string>;
  remove(): Promise<void>;
}

/** Writes a project of TypeScript files, by name. */
export async function createProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "logger-project-"));
  const config = { extends: join(PACKAGE, "tsconfig.json"), include: ["*.ts"] };
  const all = {
    ...files,
    "package.json": JSON.stringify({ type: "module" }),
    "tsconfig.json": JSON.stringify(config),
  };
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(folder, name), text)));
  await link(folder, "@service-events/logger", PACKAGE);
  for (const name of ["zod", "@types/node"]) {
    await link(folder, name, join(PACKAGE, "node_modules", name));
  }

  return {
    async compile() {
      const tsc = join(PACKAGE, "node_modules/typescript/bin/tsc");
      const args = [tsc, "--project", folder, "--pretty", "false"];
      // With errors it ends with a code, and says them on stdout.
      return run(process.execPath, args).then(
        ({ stdout }) => stdout,
        ({ stdout }: { stdout: string }) => stdout,
      );
    },
    async run(file) {
      const args = ["--import", "tsx", join(folder, file)];
      // The loader is found from where the repository is.
      const { stdout } = await run(process.execPath, args, { cwd: REPOSITORY });
      return stdout;
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives a project a package, as an installation would. */
async function link(folder: string, name: string, target: string): Promise<void> {
  const path = join(folder, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}
