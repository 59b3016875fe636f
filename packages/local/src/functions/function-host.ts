import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionDefinition } from "./definitions.js";
import { environmentVariables, type FunctionAccess } from "./environment-variables.js";
import { type ExecutionEnvironment, startEnvironment } from "./execution-environment.js";
import type { FunctionLine, InvocationResult } from "./invocation.js";

/** Runs a function. Starts processes on demand and keeps them warm. */
export interface FunctionHost {
  definition: FunctionDefinition;
  /** Invokes with any JSON value. Never rejects: an error of the function is a result. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Ends all processes of the function. */
  stop(): Promise<void>;
}

/** More processes at once would overload the machine. */
const MAX_ENVIRONMENTS = 10;

/** @param onLine receives every line that the function prints */
export function createFunctionHost(
  definition: FunctionDefinition,
  access: FunctionAccess,
  onLine: (line: FunctionLine) => void,
): FunctionHost {
  const code = unpack(definition);
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const waiting: (() => void)[] = [];
  let isStopped = false;

  const acquire = async (): Promise<ExecutionEnvironment> => {
    for (;;) {
      const warm = idle.pop();
      if (warm?.isAlive()) return warm;
      if (warm) environments.delete(warm);
      else if (environments.size < MAX_ENVIRONMENTS) break;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
    const environment = startEnvironment({
      taskRoot: code.folder,
      variables: environmentVariables(definition, access, code.folder),
      timeoutMs: definition.timeoutMs,
      onLine: (stream, text) => onLine({ functionLabel: definition.label, stream, text }),
    });
    environments.add(environment);
    return environment;
  };

  const release = (environment: ExecutionEnvironment) => {
    if (environment.isAlive()) idle.push(environment);
    else environments.delete(environment);
    waiting.shift()?.();
  };

  return {
    definition,
    async invoke(event) {
      const requestId = randomUUID();
      const environment = isStopped ? undefined : await acquire();
      if (!environment || isStopped) return stopped(definition, requestId);
      try {
        return await environment.invoke({
          requestId,
          event: JSON.stringify(event) ?? "null",
          traceId: createTraceId(),
          arn: definition.arn,
        });
      } finally {
        release(environment);
      }
    },
    async stop() {
      isStopped = true;
      for (const resume of waiting.splice(0)) resume();
      await Promise.all([...environments].map((environment) => environment.stop()));
      code.remove();
    },
  };
}

/** Writes inline code to a folder, as Lambda does. */
function unpack({ code }: FunctionDefinition): { folder: string; remove(): void } {
  if ("folder" in code) return { folder: code.folder, remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "service-events-function-"));
  writeFileSync(join(folder, "index.js"), code.source);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function stopped({ label }: FunctionDefinition, requestId: string): InvocationResult {
  const errorMessage = `${label} was invoked after local was stopped`;
  return { ok: false, requestId, error: { errorType: "Stopped", errorMessage, trace: [] } };
}

/** In the format of X-Ray. */
function createTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
