import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { App, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { ServiceEventsStack } from "./service-events-stack.js";
import { flagOf, stageOf } from "./stage.js";

const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

function createApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "service-events-cdk-"));
  outdirs.push(outdir);
  return new App({
    outdir,
    context: { "aws:cdk:bundling-stacks": [], "@aws-cdk/aws-iam:minimizePolicies": true },
  });
}

describe("the dashboard of the stack", () => {
  it("is there when it is asked for, and reads the log groups of the functions", () => {
    const stack = new ServiceEventsStack(createApp(), stageOf("dev"), { dashboard: true });
    const template = Template.fromStack(stack);

    expect(Object.keys(template.findOutputs("*"))).toContainEqual(
      expect.stringMatching(/^DashboardUrl/),
    );
    const functions = template.findResources("AWS::Lambda::Function", {
      Properties: { Handler: "index.handler", MemorySize: 512 },
    });
    expect(Object.keys(functions)).toEqual([expect.stringMatching(/^Dashboard/)]);
    expect(JSON.stringify(functions)).toMatch(/nightly-report.*NightlyReportFunctionLogs/);
  });

  it("leaves the log where it is", () => {
    const [without, withIt] = [{}, { dashboard: true }].map((options) =>
      Template.fromStack(
        new ServiceEventsStack(createApp(), stageOf("dev"), options),
      ).findResources("AWS::DynamoDB::GlobalTable"),
    );

    expect(withIt).toEqual(without);
  });

  it.each(["dev", "prod"])("gives the rules of AwsSolutions nothing to say of %s", (stage) => {
    const app = createApp();
    new ServiceEventsStack(app, stageOf(stage), { dashboard: true });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).not.toThrow();
  });
});

describe("a flag of the context", () => {
  it("is a word on the command line, and a value in cdk.json", () => {
    expect([undefined, false, "false"].map((value) => flagOf("dashboard", value))).toEqual([
      false,
      false,
      false,
    ]);
    expect([true, "true"].map((value) => flagOf("dashboard", value))).toEqual([true, true]);
  });

  it.each([["yes"], [1], [""], [null]])("is not %j", (value) => {
    expect(() => flagOf("dashboard", value)).toThrow("context 'dashboard' must be true or false");
  });
});
