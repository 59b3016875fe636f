import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type RunOptions, runCli } from "./run-cli.js";
import { record, store } from "./sample-events.js";
import { runShell } from "./spawn-cli.js";

let table: EventTable;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  table = await createEventTable();
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  const hostile = [
    "$(touch pwned)",
    "`touch pwned`",
    "a;touch pwned",
    "ord\nx",
    "ord$IFS",
    "ord|x",
  ];
  await store(
    table,
    ["orders", "ordinary", "billing", ...hostile].map((origin) => record(0, { origin })),
    { JOB_FAILED: {}, JOB_STARTED: {}, "$(touch pwned)": {} },
  );
  options = {
    cwd: folder,
    env: { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await table.stop();
});

async function complete(...words: string[]): Promise<string[]> {
  const { stdout, stderr } = await runCli(["__complete", "--", ...words], options);
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

it("offers commands, options and their choices", async () => {
  expect(await complete("")).toEqual(expect.arrayContaining(["tail", "export", "completion"]));
  expect(await complete("")).not.toContain("__complete");
  expect(await complete("--table", "x", "export", "--f")).toEqual([
    "--format",
    "--fields",
    "--force",
    "--fail-empty",
  ]);
  expect(await complete("export", "--format", "")).toEqual(["ndjson", "csv"]);
  expect(await complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
});

it("offers fields and values from the log, but nothing that a shell could run", async () => {
  expect(await complete("query", "corr")).toEqual(["correlation:"]);
  expect(await complete("tail", "-f", "origin:ord")).toEqual(["origin:orders", "origin:ordinary"]);
  expect(await complete("query", "-event:")).toEqual(["-event:JOB_FAILED", "-event:JOB_STARTED"]);
  expect(await complete("query", "level:w")).toEqual(["level:warn"]);
  expect(await complete("query", "origin:")).toHaveLength(3);
});

it("prints nothing if the log is unreachable", async () => {
  expect(await complete("--endpoint", "http://127.0.0.1:1", "query", "origin:")).toEqual([]);
});

it("completes in bash after a colon, and runs nothing", async () => {
  const line = "service-events query origin:ord";
  const press =
    `source <(service-events completion bash); COMP_LINE='${line}' COMP_POINT=${line.length} _service_events; ` +
    `printf '%s\\n' "\${COMPREPLY[@]}"; complete -p service-events`;

  const { stdout, stderr } = await runShell(press, options);

  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual([
    "orders",
    "ordinary",
    expect.stringContaining("-F _service_events service-events"),
  ]);
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

it.each(["zsh", "fish"])("prints a script for %s that calls the hidden command", async (shell) => {
  const { code, stdout } = await runCli(["completion", shell], options);

  expect(code).toBe(0);
  expect(stdout).toContain("service-events __complete --");
  expect(stdout).not.toMatch(/\beval\b/);
});
