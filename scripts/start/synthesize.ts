import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Synthesizes the CDK app of this repo, as `cdk synth` does, without a network.
 *
 * @param output the folder to write; an absolute path
 * @param signal ends the synthesis and everything that it started
 * @throws Error with what `cdk` said, when it fails
 */
export async function synthesize(output: string, signal: AbortSignal): Promise<void> {
  const cdk = spawn(
    process.execPath,
    [
      join(ROOT, "node_modules/aws-cdk/bin/cdk"),
      "synth",
      "--quiet",
      "--no-notices",
      "--no-version-reporting",
      "--output",
      output,
    ],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        // The functions are bundled by the esbuild of this workspace.
        PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}`,
        // Validation against the rules of CloudFormation costs seconds, and nothing is deployed from here.
        CDK_VALIDATION: "false",
        CDK_DISABLE_CLI_TELEMETRY: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A separate process group: cdk starts the app, the app starts esbuild, and all must end together.
      detached: true,
    },
  );
  let said = "";
  for (const stream of [cdk.stdout, cdk.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const end = () => killGroup(cdk.pid);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      cdk.once("error", reject);
      cdk.once("close", resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`cdk synth failed with exit code ${code}:\n${said.trim()}`);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has already ended.
  }
}
