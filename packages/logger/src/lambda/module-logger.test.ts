import { expect, it, jest } from "@jest/globals";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { undelivered, useDeployments } from "@service-events/testing/lambda-harness/deployment";

// Every test starts processes that freeze, and the machine may be busy.
jest.setTimeout(60_000);

const lambda = useDeployments(["moduleLogger"]);

it.each(["awaiting", "handler"])(
  "loses no event of loggers that the wrapper does not know, whenever they record (%s)",
  async (handler) => {
    const random = seededRandom(handler.length);
    const deployed = lambda.deploy("moduleLogger", { handler });
    const expected: string[] = ["while the module loads"];
    for (let n = 0; n < 12; n++) {
      const pauses = Array.from({ length: 1 + Math.floor(random() * 5) }, () => random() * 30);
      const label = `invocation ${n}`;
      expected.push(...pauses.flatMap(() => [`${label} orders`, `${label} audit`]));
      lambda.table.delayMs = random() * 100;
      const invoked = await deployed.invoke({ label, pauses });
      await invoked.free;
    }
    // What is not stored by now is lost with the environment.
    await deployed.recycle();

    expect(lambda.stored().toSorted()).toEqual(expected.toSorted());
    expect(undelivered(deployed)).toEqual([]);
  },
);
