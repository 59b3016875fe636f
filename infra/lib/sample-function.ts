import { join } from "node:path";
import type { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Stage } from "./stage.js";

/** Properties of a `SampleFunction`. */
export interface SampleFunctionProps {
  readonly stage: Stage;
  /** The folder under `infra/lambda` that holds its `index.ts`. */
  readonly folder: string;
  /** The timeout of an invocation. */
  readonly timeout: Duration;
}

const ROOT = join(import.meta.dirname, "../..");

/** A function that esbuild bundles as an ES module, with logs that expire and a role that may write only those. */
export class SampleFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { stage, folder, timeout }: SampleFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    // Lambda's managed policy would allow writes to any log group.
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
      environment: { NODE_OPTIONS: "--enable-source-maps" },
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ["module", "main"],
        // Stacks name the source files. Costs 10 ms at a cold start, and needs NODE_OPTIONS above.
        sourceMap: true,
        sourcesContent: false,
        // The function runs the version of the SDK that was tested, and loads only what it uses.
        bundleAwsSDK: true,
      },
    });
  }
}
