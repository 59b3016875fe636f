import type { LocalStack } from "../cloud-assembly/stack.js";
import { findFunction } from "../functions/find-function.js";
import type { FunctionHost } from "../functions/function-host.js";
import type { InvocationResult } from "../functions/invocation.js";
import type { Log } from "../log.js";
import { readEach } from "./read-each.js";

/** The input of a user pool's trigger. Defaults are as in Cognito. */
export interface UserPoolTrigger {
  userName: string;
  /** Default: the trigger's usual one, such as `PostConfirmation_ConfirmSignUp`. */
  triggerSource?: string;
  /** Default: `{ userAttributes: { sub } }`. */
  request?: Record<string, unknown>;
}

/** The Lambda triggers of a Cognito user pool. */
export interface UserPool {
  label: string;
  logicalId: string;
  name: string;
  /** Such as `PostConfirmation`. */
  triggers: string[];
  /** @throws Error when the pool has no such trigger */
  trigger(name: string, input: UserPoolTrigger): Promise<InvocationResult>;
}

/** The most common source of each trigger. */
const SOURCES: Readonly<Record<string, string>> = {
  PreSignUp: "PreSignUp_SignUp",
  PostConfirmation: "PostConfirmation_ConfirmSignUp",
  PreAuthentication: "PreAuthentication_Authentication",
  PostAuthentication: "PostAuthentication_Authentication",
  PreTokenGeneration: "TokenGeneration_Authentication",
  CustomMessage: "CustomMessage_SignUp",
  UserMigration: "UserMigration_Authentication",
  DefineAuthChallenge: "DefineAuthChallenge_Authentication",
  CreateAuthChallenge: "CreateAuthChallenge_Authentication",
  VerifyAuthChallengeResponse: "VerifyAuthChallengeResponse_Authentication",
};

/** The user pools of a stack. */
export function readUserPools(
  stack: LocalStack,
  hosts: readonly FunctionHost[],
  log: Log,
): UserPool[] {
  return readEach(stack.resources("AWS::Cognito::UserPool"), log, (resource) => {
    const config = (stack.property(resource, "LambdaConfig") ?? {}) as Record<string, unknown>;
    const targets = new Map<string, FunctionHost>();
    for (const [trigger, arn] of Object.entries(config)) {
      const host = Object.hasOwn(SOURCES, trigger) ? findFunction(hosts, arn) : undefined;
      if (host) targets.set(trigger, host);
    }
    const pool: UserPool = {
      label: resource.label,
      logicalId: resource.logicalId,
      name: stack.nameOf(resource),
      triggers: [...targets.keys()],
      async trigger(name, input) {
        const host = targets.get(name);
        if (!host) {
          throw new Error(
            `${resource.label} has no trigger '${name}'; it has: ${[...targets.keys()].join(", ") || "none"}`,
          );
        }
        return host.invoke({
          version: "1",
          triggerSource: input.triggerSource ?? SOURCES[name],
          region: stack.region,
          userPoolId: stack.nameOf(resource),
          userName: input.userName,
          callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "local" },
          request: input.request ?? { userAttributes: { sub: input.userName } },
          response: {},
        });
      },
    };
    return [pool];
  });
}
