import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { writeCdkOut } from "../../local/test/cdk-out.js";
import { shop } from "../../local/test/shop.js";
import { runCli, startCli, stopRuns } from "./run-cli.js";

const env = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_REGION: undefined,
};
let app: ReturnType<typeof writeCdkOut>;
let cwd: string;

beforeAll(() => {
  app = writeCdkOut(shop);
  cwd = mkdtempSync(join(tmpdir(), "local-"));
});

afterAll(() => {
  app.remove();
  rmSync(cwd, { recursive: true });
});

afterEach(stopRuns);

it("runs an app that commands in the same folder find, until Ctrl-C", async () => {
  const child = startCli(["local", app.folder], { cwd, env });
  const run = child.ended;
  await child.printed("In another terminal");

  const doctor = await runCli(["doctor"], { cwd, env });
  const tail = await runCli(["tail"], { cwd, env });
  child.interrupt();

  expect(doctor).toMatchObject({ code: 0, stderr: "" });
  expect(doctor.stdout).toContain("running on this machine");
  expect(tail).toEqual({ code: 0, stdout: "", stderr: "" });
  const { code, stdout, stderr } = await run;
  expect(code).toBe(130);
  expect(stdout).toMatch(/The app runs at http:\/\/\S+\ntable shop-Events\n/);
  expect(stderr).toContain("not run here");
  expect(existsSync(join(cwd, ".service-events", "local.json"))).toBe(false);
});

it("exits with 2 if there is no app", async () => {
  const { code, stderr } = await runCli(["local", "nowhere", "--json"], { cwd, env });

  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ code: "USAGE" });
});
