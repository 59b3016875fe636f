import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

const forbidden = [
  ["packages/logger/src/a.ts", "@service-events/query"],
  ["packages/logger/src/delivery/b.ts", "../../../query/src/index.js"],
  ["packages/logger/src/c.ts", "@aws-sdk/client-dynamodb"],
  ["packages/query/src/d.ts", "@service-events/logger"],
  ["packages/query/src/e.ts", "@service-events/cli"],
  ["packages/constructs/src/f.ts", "@service-events/logger"],
  ["packages/local/src/g.ts", "@service-events/constructs"],
  ["packages/local/src/h.ts", "../../../infra/lib/stack.js"],
  ["packages/cli/src/i.ts", "@service-events/constructs"],
  ["infra/lambda/j.ts", "@service-events/query"],
  ["packages/dashboard/src/api/o.ts", "@service-events/logger"],
  ["packages/dashboard/src/web/p.ts", "@service-events/cli"],
] as const;

const allowed = [
  ["packages/query/src/k.ts", "@service-events/logger/schema"],
  ["packages/local/src/l.ts", "@service-events/query"],
  ["packages/cli/src/m.ts", "@service-events/local"],
  ["infra/lambda/n.ts", "@service-events/logger"],
  ["packages/dashboard/src/api/q.ts", "@service-events/query"],
] as const;

/** A workspace of nothing but imports, linted by this repository's rules. */
let workspace: string;
let findings: string;

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "layers-"));
  const config = JSON.parse(readFileSync("biome.json", "utf8"));
  writeFileSync(join(workspace, "biome.json"), JSON.stringify({ ...config, vcs: undefined }));
  for (const [path, imported] of [...forbidden, ...allowed]) {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { thing } from "${imported}";\n\nexport const other = thing;\n`);
  }
  const biome = resolve("node_modules/.bin/biome");
  const options = ["lint", "--max-diagnostics=none", "."];
  const { stdout, stderr } = spawnSync(biome, options, { cwd: workspace, encoding: "utf8" });
  findings = stdout + stderr;
});

afterAll(() => rmSync(workspace, { recursive: true }));

it.each(forbidden)("%s may not import %s", (path, _imported) => {
  expect(findings).toMatch(new RegExp(`${path}:\\d+:\\d+ lint/style/noRestrictedImports`));
});

it.each(allowed)("%s may import %s", (path, _imported) => {
  expect(findings).not.toContain(path);
});
