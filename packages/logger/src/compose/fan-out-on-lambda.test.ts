import { expect, it, jest } from "@jest/globals";
import { useDeployments } from "@service-events/testing/lambda-harness/deployment";

// Processes are started, functions are bundled first, and the machine may be busy.
jest.setTimeout(60_000);

const lambda = useDeployments(["fanOut"]);

it.each([
  ["before the response", "awaiting"],
  ["after it", "handler"],
])("several sinks have all events of a function that flushes %s", async (_, handler) => {
  const deployed = lambda.deploy("fanOut", { handler });
  const labels = ["a", "b", "c"];
  for (const label of labels) await (await deployed.invoke({ label, events: 3 })).free;
  await deployed.recycle();

  const lines = deployed.stdout.split("\n").filter((line) => line.startsWith('{"pk"'));
  const printed = lines.map((line) => JSON.parse(line).sk).sort();
  expect(lambda.stored()).toEqual(labels.flatMap((label) => [label, label, label]));
  expect(printed).toEqual(lambda.table.items.map(({ sk }) => sk).sort());
  expect(deployed.stderr).toBe("");
});
