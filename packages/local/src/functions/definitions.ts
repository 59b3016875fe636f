import { statSync } from "node:fs";
import type { LocalResource, LocalStack } from "../cloud-assembly/stack.js";
import { LocalError, messageOf } from "../errors.js";

/** A function as its template describes it. */
export interface FunctionDefinition {
  logicalId: string;
  /** The path of its construct in the stack. */
  label: string;
  name: string;
  arn: string;
  account: string;
  region: string;
  /** Such as `nodejs24.x`. */
  runtime: string;
  /** Such as `index.handler`. */
  handler: string;
  code: { folder: string } | { source: string };
  /** The variables that the template sets. */
  environment: Readonly<Record<string, string>>;
  timeoutMs: number;
  memoryMb: number;
  logGroup: string;
  roleArn: string;
  hasLayers: boolean;
}

/** A function that cannot run here, and why. */
export interface SkippedFunction {
  label: string;
  reason: string;
}

const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** The functions of a stack, and those that cannot run here. */
export function readFunctions(stack: LocalStack): {
  functions: FunctionDefinition[];
  skipped: SkippedFunction[];
} {
  const functions: FunctionDefinition[] = [];
  const skipped: SkippedFunction[] = [];
  for (const resource of stack.resources("AWS::Lambda::Function")) {
    try {
      functions.push(readFunction(stack, resource));
    } catch (error) {
      skipped.push({ label: resource.label, reason: messageOf(error) });
    }
  }
  return { functions, skipped };
}

function readFunction(stack: LocalStack, resource: LocalResource): FunctionDefinition {
  const property = (name: string) => stack.property(resource, name);
  const runtime = String(property("Runtime") ?? property("PackageType"));
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw new LocalError(`its runtime is ${runtime}, not Node.js`);
  const name = stack.nameOf(resource);
  const variables = (property("Environment") as { Variables?: object } | undefined)?.Variables;
  const logging = property("LoggingConfig") as { LogGroup?: string } | undefined;
  return {
    logicalId: resource.logicalId,
    label: resource.label,
    name,
    arn: stack.arnOf(resource),
    account: stack.account,
    region: stack.region,
    runtime,
    handler: String(property("Handler")),
    code: readCode(stack, resource),
    environment: Object.fromEntries(
      Object.entries(variables ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    timeoutMs: Number(property("Timeout") ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMb: Number(property("MemorySize") ?? DEFAULT_MEMORY_MB),
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    roleArn: String(property("Role")),
    hasLayers: ((property("Layers") ?? []) as unknown[]).length > 0,
  };
}

function readCode(stack: LocalStack, resource: LocalResource): FunctionDefinition["code"] {
  const code = stack.property(resource, "Code") as { ZipFile?: string; S3Key?: string };
  if (code?.ZipFile !== undefined) return { source: code.ZipFile };
  const folder = stack.assets.get(String(code?.S3Key));
  if (folder === undefined) throw new LocalError("its code is not an asset of this app");
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new LocalError(`its code is missing: ${folder}; synthesize the app again`);
  if (!found.isDirectory()) throw new LocalError(`its code is an archive, not a folder: ${folder}`);
  return { folder };
}
