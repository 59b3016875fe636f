import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ServiceEventsStack } from "../lib/service-events-stack.js";
import { stageOf } from "../lib/stage.js";

// The stack is validated against CloudFormation's own rules where it is built for good; here that takes seconds a process.
process.env.CDK_VALIDATION = "false";

const cdkJson = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8"));
const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

/** The app as `cdk.json` sets it up, without bundles; its folder goes with the tests of the file. */
export function createApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "service-events-cdk-"));
  outdirs.push(outdir);
  const context = {
    ...cdkJson.context,
    "aws:cdk:bundling-stacks": [],
    // What a rule finds is thrown with its message, not only printed.
    "@aws-cdk/core:appMode": "inmemory",
  };
  return new App({ outdir, context });
}

/** What a stage is deployed from. */
export function templateOf(stage: string): Template {
  return Template.fromStack(new ServiceEventsStack(createApp(), stageOf(stage)));
}

/** The logical id of the table. */
export const EVENT_LOG = "EventLog9C568CEE";

/** The logical id of the dead-letter queue. */
export const UNDELIVERED = "UndeliveredEvents0A4241A7";
