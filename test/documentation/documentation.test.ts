import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import { exampleModules } from "./examples.js";
import { blocksOf, moduleOf } from "./samples.js";

/** Pages whose samples run in order; the catalogue's own test runs those of docs/catalogue.md. */
const PAGES = [
  "README.md",
  "docs/delivery.md",
  "docs/lambda.md",
  "docs/redaction.md",
  "docs/sinks.md",
  "docs/moving-in.md",
  "docs/moving-out.md",
  "docs/query.md",
  "docs/dashboard.md",
  "packages/constructs/README.md",
  "packages/logger/README.md",
  "packages/query/README.md",
  "packages/schema/README.md",
];

const ROOT = resolve(import.meta.dirname, "../..");

let folder: string;
let table: EventTable;

function moduleName(page: string): string {
  return `${page.replaceAll(/[/.]/g, "-")}.ts`;
}

beforeAll(async () => {
  table = await createEventTable();
  // Below the root, where the workspace's packages are found.
  mkdirSync(join(ROOT, ".service-events"), { recursive: true });
  folder = mkdtempSync(join(ROOT, ".service-events/samples-"));
  const globals = 'import "../../test/documentation/globals.js";\n';
  for (const page of PAGES) {
    // The pages use a table named event-log; replace it with an empty one.
    const source = moduleOf(join(ROOT, page)).replaceAll('"event-log"', `"${table.tableName}"`);
    writeFileSync(join(folder, moduleName(page)), globals + source);
  }
  for (const { source, code } of exampleModules(ROOT, folder)) {
    const exampleGlobals = 'import "../../test/documentation/example-globals.js";\n';
    writeFileSync(join(folder, `example-${moduleName(source)}`), globals + exampleGlobals + code);
  }
  const compilerOptions = { verbatimModuleSyntax: false, types: ["node", "aws-lambda"] };
  const config = { extends: "../../tsconfig.base.json", compilerOptions, include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "function.log"), "START RequestId: 8f1b\n");
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await table.stop();
});

it("the samples in the docs and the examples in doc comments compile", () => {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  let said = "";
  try {
    execFileSync(process.execPath, [tsc, "--project", folder, "--pretty", "false"], {
      encoding: "utf8",
    });
  } catch (error) {
    said = (error as { stdout: string }).stdout;
  }
  expect(said).toBe("");
}, 120_000);

it.each(PAGES)(
  "the samples in %s run",
  async (page) => {
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", moduleName(page)], {
      cwd: folder,
      env: {
        ...process.env,
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
        AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? testCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? testCredentials.secretAccessKey,
        EVENT_LOG_TABLE: table.tableName,
      },
    });
    await expect(run).resolves.toHaveProperty("stdout");
  },
  120_000,
);

describe("the commands in the docs", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const own = new Set([...Object.keys(scripts), "install", "test"]);
  const commands = ["README.md", "CONTRIBUTING.md"].flatMap((page) =>
    blocksOf(join(ROOT, page), "sh")
      .flatMap((block) => block.trim().split("\n"))
      .map((line) => [page, line.replace(/ +#.*/, "")] as const),
  );

  it.each(commands)("%s: `%s` is there", (_, command) => {
    const [tool, first = "", second = ""] = command.split(" ");
    expect(["npm", "pnpm"]).toContain(tool);
    if (first === "install" && second !== "") expect(existsSync(packageFolder(second))).toBe(true);
    else expect(own).toContain(first === "run" ? second : first);
  });

  it("lead to pages that are there", () => {
    const pages = [
      "README.md",
      "CONTRIBUTING.md",
      ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
    ];
    const missing = pages
      .filter((page) => page.endsWith(".md"))
      .flatMap((page) => {
        const links = readFileSync(join(ROOT, page), "utf8").matchAll(
          /\]\((?!https?:|#)([^)#\s]+)/g,
        );
        return Array.from(links, ([, link = ""]) => join(ROOT, dirname(page), link)).filter(
          (path) => !existsSync(path),
        );
      });
    expect(missing).toEqual([]);
  });
});

function packageFolder(name: string): string {
  return join(ROOT, "packages", name.replace("@service-events/", ""));
}
