import { RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** A deployment of the app, and how it differs from others. */
export interface Stage {
  /** Part of the stack's name, and the environment of each event. */
  readonly name: "dev" | "prod";
  /** What happens to data when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

const STAGES: Record<Stage["name"], Stage> = {
  dev: {
    name: "dev",
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
  },
  prod: {
    name: "prod",
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
  },
};

/**
 * The stage with that name, from the app's context.
 *
 * @throws Error when there is no such stage.
 */
export function stageOf(name: unknown): Stage {
  if (name === "dev" || name === "prod") return STAGES[name];
  throw new Error(
    `context 'stage' must be 'dev' or 'prod', received ${JSON.stringify(name)}: pass for example --context stage=dev`,
  );
}

/**
 * Whether a flag is set in the app's context, on the command line or in cdk.json.
 *
 * @throws Error when it is neither true nor false.
 */
export function flagOf(name: string, value: unknown): boolean {
  if (value === undefined || value === false || value === "false") return false;
  if (value === true || value === "true") return true;
  throw new Error(
    `context '${name}' must be true or false, received ${JSON.stringify(value)}: pass for example --context ${name}=true`,
  );
}
