import { beforeAll, describe, expect, it } from "@jest/globals";
import { createProject } from "../project.js";

const PREAMBLE = `
import { createLogger, defineEvents, type EventRecord } from "@service-events/logger";
import { z } from "zod";
declare const writeEvent: (record: EventRecord) => void;
const events = defineEvents({
  ORDER_PLACED: { payload: z.object({ orderId: z.string() }) },
  NIGHT_DONE: { description: "The night's work is done" },
});
const logger = createLogger({ origin: "orders", environment: "prod", writeEvent, events });
`;

const MISTAKES = [
  {
    code: 'logger.event("ORDER_PLACE", { description: "d", payload: { orderId: "o_1" } });',
    message: `Argument of type '"ORDER_PLACE"' is not assignable to parameter of type '"NIGHT_DONE" | "ORDER_PLACED"'.`,
  },
  {
    code: 'logger.event("ORDER_PLACED", { description: "d", payload: {} });',
    message:
      "Property 'orderId' is missing in type '{}' but required in type '{ orderId: string; }'.",
  },
  {
    code: 'logger.event("ORDER_PLACED", { description: "d", payload: { orderId: 1 } });',
    message: "Type 'number' is not assignable to type 'string'.",
  },
  {
    code: 'logger.event("ORDER_PLACED", { payload: { orderId: "o_1" } });',
    message: "Property 'description' is missing",
  },
  {
    code: 'logger.event("NIGHT_DONE", { payload: { orderId: "o_1" } });',
    message: `'orderId' does not exist in type 'EventHasNoPayload<"NIGHT_DONE">'.`,
  },
  {
    code: "defineEvents({ A: { payload: z.object({ n: z.number().default(1) }) } });",
    message:
      'Mistake<"a payload is stored as it is given: its schema must not transform, coerce, brand or fill in defaults">',
  },
  {
    code: "defineEvents({ A: { payload: z.string() } });",
    message: 'Mistake<"a payload is an object: its schema must be of one">',
  },
  {
    code: 'defineEvents({ A: { level: "error", sample: 0.5 } });',
    message: 'Mistake<"errors are never sampled">',
  },
  {
    code: 'defineEvents({ A: { retenion: 1, level: "info" } });',
    message: 'Mistake<"retenion is not an option of an event">',
  },
] as const;

/** What the compiler says, by the number of the mistake. */
let said: readonly string[] = [];

beforeAll(async () => {
  const files = MISTAKES.map(({ code }, n) => [`mistake-${n}.ts`, `${PREAMBLE}${code}\n`]);
  const project = await createProject(Object.fromEntries(files));
  const output = await project.compile();
  said = MISTAKES.map((_, n) => messageFor(output, n));
  await project.remove();
}, 120_000);

/** A message begins with its file; its further lines are indented. */
function messageFor(output: string, n: number): string {
  return output
    .split(/\n(?=\S)/)
    .filter((message) => message.includes(`mistake-${n}.ts(`))
    .join("\n");
}

describe("the compiler's message", () => {
  it.each(MISTAKES.map(({ code, message }, n) => [code, message, n] as const))(
    "for %s says what is wrong",
    (_code, message, n) => {
      expect(said[n]).toContain(message);
      expect(said[n]?.match(/error TS/g)).toHaveLength(1);
    },
  );
});
