import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

const packages = [
  ...["schema", "logger", "query", "projector", "dashboard", "local", "cli", "constructs"],
  "testing",
];
const folders = ["infra", "bench", "scripts", "test"];

const forbidden: [file: string, statement: string, rule: string][] = [
  ["packages/logger/src/own.ts", 'import "../../query/src/index.js";', "logger uses schema only"],
  [
    "packages/query/src/types.ts",
    'import type { a } from "@service-events/logger";',
    "query uses schema only",
  ],
  [
    "packages/local/src/late.ts",
    'export const late = () => import("@service-events/cli");',
    "local uses schema, dashboard only",
  ],
  [
    "packages/query/src/inline.ts",
    'export type A = import("@service-events/cli").A;',
    "query uses schema only",
  ],
  [
    "packages/constructs/src/again.ts",
    'export * from "@service-events/logger/sub-path";',
    "constructs uses schema only",
  ],
  [
    "packages/dashboard/src/api/stack.ts",
    'import "../../../../infra/src/index.js";',
    "dashboard uses schema, query, logger only",
  ],
  ["packages/schema/src/package.ts", 'import "zod";', "schema has no dependency"],
  ["packages/schema/src/node.ts", 'import "node:fs";', "schema runs in a browser"],
  ["packages/logger/src/sdk.ts", 'import "@aws-sdk/client-sqs";', "logger has no dependency"],
  [
    "packages/logger/src/transport/retry.ts",
    'import "../delivery/queue.js";',
    "logger/transport knows no delivery and no sink",
  ],
  [
    "packages/logger/src/transport/sink.ts",
    'import "../sinks/sqs/send.js";',
    "logger/transport knows no delivery and no sink",
  ],
  [
    "packages/logger/src/delivery/send.ts",
    'import type { a } from "../sinks/sqs/send.js";',
    "logger/delivery knows no sink and no transport",
  ],
  [
    "packages/logger/src/delivery/post.ts",
    'import "../transport/http/post.js";',
    "logger/delivery knows no sink and no transport",
  ],
  [
    "packages/query/src/language/plan.ts",
    'import "../plan.js";',
    "query/language uses schema only",
  ],
  [
    "packages/query/src/language/hash.ts",
    'import "node:crypto";',
    "query/language runs in a browser",
  ],
  [
    "packages/dashboard/src/web/log.ts",
    'import "@service-events/query";',
    "dashboard/web uses query/language, schema only",
  ],
  [
    "packages/dashboard/src/web/server.ts",
    'import { a } from "../api/answers.js";',
    "dashboard/web takes only types from the API",
  ],
  [
    "packages/dashboard/src/web/node.tsx",
    'import "node:path"; export const a = <p>text</p>;',
    "dashboard/web runs in a browser",
  ],
  ["packages/cli/src/fake.ts", 'import "./fake.test-support.js";', "only tests use test code"],
  ["packages/logger/src/one.ts", 'import "./two.js";', "no circles"],
  ["packages/logger/src/types-one.ts", 'import type { a } from "./types-two.js";', "no circles"],
];

const allowed: [file: string, statement: string][] = [
  ["packages/logger/src/node.ts", 'import "node:https";'],
  ["packages/query/src/sdk.ts", 'import "@aws-sdk/client-dynamodb";'],
  ["packages/query/src/search.ts", 'import "./language/parse.js";'],
  ["packages/dashboard/src/web/text.ts", 'import "@service-events/query/language";'],
  ["packages/dashboard/src/web/keys.ts", 'import "@service-events/schema";'],
  ["packages/dashboard/src/web/types.ts", 'import type { a } from "../api/answers.js";'],
  ["packages/logger/src/delivery/queue.test.ts", 'import "../sinks/sqs/send.js";'],
  ["packages/cli/test/stack.ts", 'import "@service-events/constructs";'],
  ["scripts/start.ts", 'import "@service-events/local";'],
];

const others: [file: string, content: string][] = [
  ["packages/logger/src/two.ts", 'import "./one.js";'],
  ["packages/logger/src/types-two.ts", 'import "./types-one.js"; export type a = 1;'],
  ["packages/logger/src/delivery/queue.ts", ""],
  ["packages/logger/src/sinks/sqs/send.ts", "export type a = 1;"],
  ["packages/logger/src/transport/http/post.ts", ""],
  ["packages/query/src/plan.ts", ""],
  ["packages/query/src/language/parse.ts", ""],
  ["packages/dashboard/src/api/answers.ts", "export const a = 1;"],
  ["packages/cli/src/fake.test-support.ts", ""],
];

/** The folder of a package or a top-level folder, where its sources are. */
const home = (name: string) => (folders.includes(name) ? name : `packages/${name}`);

const pairs = [...packages, ...folders].flatMap((from) =>
  packages.filter((to) => to !== from).map((to) => [from, to] as const),
);

/** A workspace of nothing but imports, checked by this repository's rules. */
let workspace: string;
const violations = new Map<string, string[]>();

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "layers-"));
  for (const name of [...packages, ...folders]) write(`${home(name)}/src/index.ts`, "");
  for (const name of packages) install(name);
  for (const [from, to] of pairs) {
    write(`${home(from)}/src/to-${to}.ts`, `import "@service-events/${to}";`);
  }
  for (const [file, content] of [...forbidden, ...allowed, ...others]) write(file, content);
  check();
}, 60_000);

afterAll(() => rmSync(workspace, { recursive: true }));

it.each(forbidden)("%s may not %s", (file, _statement, rule) => {
  expect(violations.get(file)).toEqual([rule]);
});

it.each(allowed)("%s may %s", (file, _statement) => {
  expect(violations.get(file)).toBeUndefined();
});

it("allows between packages the arrows that README.md draws, and no others", () => {
  const exists = (name: string) => name === "infra" || existsSync(`packages/${name}`);
  const permitted = pairs
    .filter(([from, to]) => !violations.has(`${home(from)}/src/to-${to}.ts`))
    .filter(([from, to]) => to !== "schema" && exists(from) && exists(to) && from !== "testing");
  expect(permitted.map(String).sort()).toEqual(drawing().map(String).sort());
});

it("lets everything use schema", () => {
  for (const name of [...packages, ...folders].filter((from) => from !== "schema")) {
    expect(violations.get(`${home(name)}/src/to-schema.ts`)).toBeUndefined();
  }
});

it.each(["infra", "bench", "scripts"])("%s may not use cli", (folder) => {
  expect(violations.get(`${folder}/src/to-cli.ts`)).toHaveLength(1);
});

/** The edges of the flowchart under "Layout": `a --> b & c`. */
function drawing(): [from: string, to: string][] {
  const layout = readFileSync("README.md", "utf8").split("\n## Layout\n")[1] ?? "";
  const chart = /```mermaid\n([^`]*)```/.exec(layout)?.[1] ?? "";
  return [...chart.matchAll(/^ *(\w+) --> (.+)$/gm)].flatMap(([, from = "", to = ""]) =>
    to.split(" & ").map((used): [string, string] => [from, used]),
  );
}

function write(path: string, content: string): void {
  const file = join(workspace, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${content}\n`);
}

function install(name: string): void {
  const exports = {
    ".": "./src/index.ts",
    "./sub-path": "./src/index.ts",
    "./language": "./src/language/parse.ts",
  };
  const manifest = { name: `@service-events/${name}`, version: "1.0.0", exports };
  write(`packages/${name}/package.json`, JSON.stringify(manifest));
  const link = join(workspace, "node_modules/@service-events", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(workspace, "packages", name), link);
}

function check(): void {
  const config = resolve(".dependency-cruiser.mjs");
  const { stdout } = spawnSync(
    resolve("node_modules/.bin/depcruise"),
    ["--config", config, "--output-type", "json", "packages", ...folders],
    { cwd: workspace, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  for (const { from, rule } of JSON.parse(stdout).summary.violations) {
    violations.set(from, [...(violations.get(from) ?? []), rule.name]);
  }
}
