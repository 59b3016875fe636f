import { join } from "node:path";
import type { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Stage } from "./stage.js";

/** What sets one function apart from the others. */
export interface SampleFunctionProps {
  readonly stage: Stage;
  /** The folder under `infra/lambda` that holds its `index.ts`. */
  readonly folder: string;
  /** How long an invocation may take. */
  readonly timeout: Duration;
}

const ROOT = join(import.meta.dirname, "../..");

/** A function bundled by esbuild to an ES module, with logs that expire and a role that may write those and nothing else. */
export class SampleFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { stage, folder, timeout }: SampleFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    // Lambda's managed policy would allow it to write to any log group.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);

    super(scope, id, {
      entry: join(ROOT, "infra/lambda", folder, "index.ts"),
      depsLockFilePath: join(ROOT, "pnpm-lock.yaml"),
      projectRoot: ROOT,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout,
      role,
      logGroup,
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ["module", "main"],
        // Neither minified nor mapped: stacks are readable as they are, and reading a map costs 8 ms at each cold start.
        // Of the SDK, a function runs the version that was tested, and loads no more of it than it uses.
        bundleAwsSDK: true,
      },
    });
  }
}
