import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionDefinition } from "../src/functions/definitions.js";
import { createFunctionHost, type FunctionHost } from "../src/functions/function-host.js";
import type { FunctionLine, InvocationResult } from "../src/functions/invocation.js";

const started: FunctionHost[] = [];
const folders: string[] = [];

/** Stops the functions that a test has started, and removes their code. */
export async function stopHosts(): Promise<void> {
  await Promise.all(started.splice(0).map((host) => host.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A function of these files, by name, with what it prints. */
export function hostOf(
  files: Record<string, string>,
  changes: Partial<FunctionDefinition> = {},
): { host: FunctionHost; lines: FunctionLine[] } {
  const folder = mkdtempSync(join(tmpdir(), "local-function-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const lines: FunctionLine[] = [];
  const definition: FunctionDefinition = {
    logicalId: "Fn",
    label: "Fn",
    name: "shop-Fn",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:shop-Fn",
    account: "000000000000",
    region: "us-east-1",
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: { folder },
    environment: {},
    timeoutMs: 30_000,
    memoryMb: 256,
    logGroup: "/aws/lambda/shop-Fn",
    roleArn: "arn:aws:iam::000000000000:role/shop-Role",
    hasLayers: false,
    ...changes,
  };
  const access = { endpoint: "http://127.0.0.1:9", accessKeyId: "LOCALTEST" };
  const host = createFunctionHost(definition, access, (line) => lines.push(line));
  started.push(host);
  return { host, lines };
}

/** A function of one ES module. */
export const esm = (body: string, changes?: Partial<FunctionDefinition>) =>
  hostOf({ "index.mjs": body }, changes);

/** What a function returned; throws when it failed. */
export function returned(result: InvocationResult): unknown {
  if (!result.ok) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
  return result.value;
}

/** The error of a function; throws when it has none. */
export function errorOf(result: InvocationResult) {
  if (result.ok) throw new Error(`no error, but ${JSON.stringify(result.value)}`);
  return result.error;
}
