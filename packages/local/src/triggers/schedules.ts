import { randomUUID } from "node:crypto";
import type { LocalResource, LocalStack } from "../cloud-assembly/stack.js";
import { findFunction } from "../functions/find-function.js";
import type { FunctionHost } from "../functions/function-host.js";
import type { InvocationResult } from "../functions/invocation.js";
import type { Log } from "../log.js";
import { readEach } from "./read-each.js";

/** A schedule of EventBridge. It fires on demand only, not at its times. */
export interface Schedule {
  label: string;
  logicalId: string;
  name: string;
  /** Such as `cron(0 2 * * ? *)`. */
  expression: string;
  /** Invokes each function that the schedule targets. */
  fire(): Promise<InvocationResult[]>;
}

interface Target {
  Arn: string;
  Input?: string;
  InputPath?: string;
  InputTransformer?: unknown;
}

/** The schedules of a stack: rules with a schedule, and those of EventBridge Scheduler. */
export function readSchedules(
  stack: LocalStack,
  hosts: readonly FunctionHost[],
  log: Log,
): Schedule[] {
  const resources = stack.resources("AWS::Events::Rule", "AWS::Scheduler::Schedule");
  return readEach(resources, log, (resource) => {
    const expression = stack.property(resource, "ScheduleExpression");
    if (expression === undefined) {
      log.note(`not run here: ${resource.label}, which matches events`);
      return [];
    }
    const targets = readTargets(stack, resource).flatMap((target) => {
      const host = findFunction(hosts, target.Arn);
      if (!host) log.note(`not run here: ${resource.label}'s target ${target.Arn}`);
      if (host && (target.InputTransformer ?? target.InputPath) !== undefined) {
        log.note(`${resource.label}: its input is not transformed here`);
      }
      return host ? [{ host, input: target.Input }] : [];
    });
    const fire = () =>
      Promise.all(
        targets.map(({ host, input }) =>
          host.invoke(input === undefined ? scheduledEvent(stack, resource) : JSON.parse(input)),
        ),
      );
    return [
      {
        label: resource.label,
        logicalId: resource.logicalId,
        name: stack.nameOf(resource),
        expression: String(expression),
        fire,
      },
    ];
  });
}

function readTargets(stack: LocalStack, resource: LocalResource): Target[] {
  if (resource.type === "AWS::Events::Rule") {
    return (stack.property(resource, "Targets") ?? []) as Target[];
  }
  return [stack.property(resource, "Target") as Target];
}

function scheduledEvent(stack: LocalStack, resource: LocalResource) {
  const ofScheduler = resource.type === "AWS::Scheduler::Schedule";
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: ofScheduler ? "aws.scheduler" : "aws.events",
    account: stack.account,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: stack.region,
    resources: [stack.arnOf(resource)],
    detail: ofScheduler ? "{}" : {},
  };
}
