import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

/**
 * What a team gets that installs the packages: the tarballs, in an npm project that knows nothing of this workspace.
 */

const ROOT = join(import.meta.dirname, "..");
const requireFromInfra = createRequire(join(ROOT, "infra/package.json"));
/** Installing the CDK and reading its types takes a minute, and much more on a slow line or a busy machine. */
const SETUP_MS = 900_000;
const STEP_MS = 180_000;

const APP = `
import { App, Duration, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { EventLogTable, type EventLogTableProps, type IEventLogTable } from "@service-events/constructs";

const app = new App();
const stack = new Stack(app, "Shop");
const props: EventLogTableProps = { retention: Duration.days(7), environment: "prod" };
const events: IEventLogTable = new EventLogTable(stack, "EventLog", props);
const orders = new LambdaFunction(stack, "Orders", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  code: Code.fromInline("exports.handler = async () => {};"),
});
events.grantWriteEvents(orders, { origin: "orders" });
app.synth();
`;

const FUNCTION = `
import { EventType, withLogging } from "@service-events/logger";

export const handler = withLogging(async (event: { jobId: string }, ctx) => {
  ctx.logger.event(EventType.JobStarted, {
    description: "Job started",
    userId: "u_1",
    payload: { jobId: event.jobId },
  });
  return { done: event.jobId };
});
`;

const TYPES = ["commonjs", "module"];

let project: string;
/** A folder without node_modules next to a bundle. */
let elsewhere: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "service-events-packed-"));
  elsewhere = await mkdtemp(join(tmpdir(), "service-events-bundles-"));
  const tarballs = await pack(["schema", "logger", "constructs"]);
  await writeJson("package.json", {
    private: true,
    dependencies: {
      ...tarballs,
      ...installedVersions(["aws-cdk-lib", "constructs", "typescript", "@types/node", "esbuild"]),
    },
  });
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"]);
  for (const type of TYPES) await writeProgram(type);
  // One program, since reading the CDK's types takes long: each file has the module type of the package.json next to it.
  await writeJson("tsconfig.json", {
    compilerOptions: { module: "nodenext", target: "es2022", types: ["node"], strict: true },
    include: TYPES,
  });
  await node(["node_modules/typescript/bin/tsc"]);
}, SETUP_MS);

afterAll(async () => {
  await rm(project, { recursive: true, force: true });
  await rm(elsewhere, { recursive: true, force: true });
});

describe.each(TYPES)("a CDK app that was typechecked in a project of type %s", (type) => {
  it(
    "synthesizes an event log with a function that writes to it",
    async () => {
      await node([`${type}/app.js`], { CDK_OUTDIR: `${type}.out` });

      const template = await readFile(join(project, `${type}.out/Shop.template.json`), "utf8");
      const resources = resourcesByType(template);
      expect(resources["AWS::DynamoDB::GlobalTable"]?.TimeToLiveSpecification).toEqual({
        AttributeName: "ttl",
        Enabled: true,
      });
      expect(resources["AWS::Lambda::Function"]?.Environment).toEqual({
        Variables: {
          EVENT_LOG_TABLE: { Ref: expect.stringContaining("EventLog") },
          EVENT_LOG_ORIGIN: "orders",
          EVENT_LOG_RETENTION: "7d,ERROR=7d",
          EVENT_LOG_ENVIRONMENT: "prod",
        },
      });
    },
    STEP_MS,
  );
});

describe("a function that imports the logger", () => {
  it.each([
    ["commonjs", 'require("@service-events/logger")'],
    ["module", 'from "@service-events/logger"'],
  ])(
    "is typechecked and runs in a project of type %s",
    async (type, expected) => {
      const compiled = join(project, type, "function.js");

      expect(await readFile(compiled, "utf8")).toContain(expected);
      await expectToRun(compiled);
    },
    STEP_MS,
  );

  it.each([
    ["esm", "mjs"],
    ["cjs", "cjs"],
  ])(
    "is bundled as %s, and runs without the packages beside it",
    async (format, extension) => {
      const bundle = join(elsewhere, `index.${extension}`);
      await node([
        "node_modules/esbuild/bin/esbuild",
        "module/function.ts",
        "--bundle",
        "--platform=node",
        "--main-fields=module,main",
        `--format=${format}`,
        `--outfile=${bundle}`,
      ]);

      await expectToRun(bundle);
    },
    STEP_MS,
  );
});

async function expectToRun(compiledFunction: string): Promise<void> {
  const { stdout, stderr } = await node(["--input-type=module", "--eval", CALL, compiledFunction]);

  expect(JSON.parse(stdout)).toEqual({ done: "j_1" });
  // It knows no table, so its event comes out on stderr.
  expect(stderr).toContain("JOB_STARTED");
}

/** Calls the handler of the bundle whose path comes last. */
const CALL = `
const { pathToFileURL } = await import("node:url");
const bundle = await import(pathToFileURL(process.argv.at(-1)).href);
const result = await bundle.handler({ jobId: "j_1" }, { functionName: "orders" });
console.log(JSON.stringify(result));
`;

/** Packs packages of the workspace as they are published, and returns the paths of the tarballs. */
async function pack(names: string[]): Promise<Record<string, string>> {
  const tarballs: Record<string, string> = {};
  for (const name of names) {
    const folder = join(project, "tarballs", name);
    await mkdir(folder, { recursive: true });
    await run(
      process.execPath,
      [pnpm(), "--filter", `@service-events/${name}`, "pack", "--pack-destination", folder],
      { cwd: ROOT },
    );
    const [tarball] = await readdir(folder);
    tarballs[`@service-events/${name}`] = `file:${join(folder, String(tarball))}`;
  }
  return tarballs;
}

/** The program of pnpm that the workspace installs. */
function pnpm(): string {
  const manifest = createRequire(join(ROOT, "package.json")).resolve("pnpm/package.json");
  return join(dirname(manifest), "bin/pnpm.mjs");
}

function installedVersions(names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, requireFromInfra(`${name}/package.json`).version]),
  );
}

async function writeProgram(type: string): Promise<void> {
  await mkdir(join(project, type));
  await writeJson(`${type}/package.json`, { type });
  await writeFile(join(project, type, "app.ts"), APP);
  await writeFile(join(project, type, "function.ts"), FUNCTION);
}

async function writeJson(path: string, content: unknown): Promise<void> {
  await writeFile(join(project, path), JSON.stringify(content, null, 2));
}

function node(args: string[], env: Record<string, string> = {}) {
  return run(process.execPath, args, { env });
}

/** Runs a program in the project. What it printed is part of the error when it fails: compilers complain on stdout. */
async function run(
  program: string,
  args: string[],
  { cwd = project, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
) {
  try {
    return await promisify(execFile)(program, args, {
      cwd,
      env: { ...outsideWorkspace(), CDK_VALIDATION: "false", ...env },
    });
  } catch (error) {
    const { message, stdout } = error as Error & { stdout?: string };
    throw new Error(`${message}\n${stdout ?? ""}`);
  }
}

/** This process's environment without what package managers and functions would take from it. */
function outsideWorkspace(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD|NODE_PATH|NODE_OPTIONS|EVENT_LOG_|AWS_)/.test(
          name,
        ),
    ),
  );
}

function resourcesByType(template: string): Record<string, Record<string, unknown>> {
  const { Resources } = JSON.parse(template) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  return Object.fromEntries(
    Object.values(Resources).map(({ Type, Properties }) => [Type, Properties]),
  );
}
