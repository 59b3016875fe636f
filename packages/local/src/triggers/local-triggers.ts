import { setTimeout as delay } from "node:timers/promises";
import type { LocalStack } from "../cloud-assembly/stack.js";
import { findNamed } from "../functions/find-function.js";
import type { FunctionHost } from "../functions/function-host.js";
import type { InvocationResult } from "../functions/invocation.js";
import type { Log } from "../log.js";
import { type HttpApi, readHttpApis } from "./http-api/http-apis.js";
import type { Queue } from "./queue.js";
import { connectQueues } from "./read-queues.js";
import { readSchedules } from "./schedules.js";
import { readUserPools, type UserPoolTrigger } from "./user-pools.js";

/** What a user can do with an app's functions. Names are labels, logical ids or names on AWS. */
export interface LocalTriggers {
  httpApis: readonly HttpApi[];
  /** Invokes a function with an event. An error of the function is a result; an unknown name rejects. */
  invoke(functionName: string, event: unknown): Promise<InvocationResult>;
  /** Sends a message to a queue, and returns its id. */
  send(queueName: string, body: string, attributes?: Readonly<Record<string, string>>): string;
  /** Fires a schedule now. */
  fire(scheduleName: string): Promise<InvocationResult[]>;
  /** Makes a user pool call one of its Lambda triggers, such as `PostConfirmation`. */
  trigger(userPoolName: string, trigger: string, input: UserPoolTrigger): Promise<InvocationResult>;
  /** Resolves when every message of a queue with a consumer is processed or in a dead-letter queue. */
  whenQueuesAreEmpty(): Promise<void>;
  describe(): TriggerDescription;
  stop(): void;
}

/** The triggers of an app, and the messages in its queues. */
export interface TriggerDescription {
  functions: { name: string; runtime: string }[];
  queues: { name: string; waiting: number; inFlight: number }[];
  schedules: { name: string; expression: string }[];
  userPools: { name: string; triggers: string[] }[];
  httpApis: { name: string; routes: string[] }[];
}

const POLL_MS = 20;

/** Connects the triggers of an app to its functions. */
export function connectTriggers(
  stacks: readonly LocalStack[],
  queues: readonly Queue[],
  hosts: readonly FunctionHost[],
  log: Log,
): LocalTriggers {
  const consumed = stacks.flatMap((stack) => connectQueues(stack, queues, hosts, log));
  const schedules = stacks.flatMap((stack) => readSchedules(stack, hosts, log));
  const userPools = stacks.flatMap((stack) => readUserPools(stack, hosts, log));
  const httpApis = stacks.flatMap((stack) => readHttpApis(stack, hosts, log));
  return {
    httpApis,
    async invoke(name, event) {
      const host = findNamed("function", hosts, name, ({ definition }) => [
        definition.label,
        definition.logicalId,
        definition.name,
      ]);
      return host.invoke(event);
    },
    send: (name, body, attributes) =>
      findNamed("queue", queues, name, namesOf).send(body, attributes),
    fire: async (name) => findNamed("schedule", schedules, name, namesOf).fire(),
    trigger: async (name, trigger, input) =>
      findNamed("user pool", userPools, name, namesOf).trigger(trigger, input),
    async whenQueuesAreEmpty() {
      while (consumed.some(isBusy)) await delay(POLL_MS);
    },
    describe: () => ({
      functions: hosts.map(({ definition }) => ({
        name: definition.label,
        runtime: definition.runtime,
      })),
      queues: queues.map((queue) => ({
        name: queue.label,
        waiting: queue.waiting(),
        inFlight: queue.inFlight(),
      })),
      schedules: schedules.map(({ label, expression }) => ({ name: label, expression })),
      userPools: userPools.map(({ label, triggers }) => ({ name: label, triggers })),
      httpApis: httpApis.map(({ label, routes }) => ({ name: label, routes })),
    }),
    stop() {
      for (const queue of queues) queue.stop();
    },
  };
}

function namesOf(thing: { label: string; logicalId: string; name: string }): string[] {
  return [thing.label, thing.logicalId, thing.name];
}

function isBusy(queue: Queue): boolean {
  return queue.waiting() + queue.inFlight() > 0;
}
