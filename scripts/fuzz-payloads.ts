/**
 * Makes many values of every kind, takes a snapshot of each, and puts them all into an embedded DynamoDB:
 *
 *     node --import tsx scripts/fuzz-payloads.ts [values=100000] [seed]
 *
 * A broken law ends the run with the seed and the path that bring the value back.
 */
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import fc from "fast-check";
import { anyValue } from "../packages/logger/test/any-value.js";
import { type Item, toAttributes } from "../packages/logger/test/dynamodb-rules.js";
import { checkPayloadLaws } from "../packages/logger/test/payload-laws.js";

const BATCH = 25;
const REPORT_MS = 10_000;

const [values = 100_000, seed = Date.now() & 0x7fffffff] = process.argv.slice(2).map(Number);
if (!Number.isInteger(values) || values < 1 || !Number.isInteger(seed)) {
  console.error(
    "usage: fuzz-payloads.ts [values, a whole number of 1 or more] [seed, a whole number]",
  );
  process.exit(2);
}

console.log(`${values} values, seed ${seed}`);
const table = await createEventTable({ indexes: [] });
try {
  await fuzz(table);
  console.log(`every law held for ${values} values, and the table accepted them all`);
} finally {
  await table.stop();
}

async function fuzz({ client, tableName }: EventTable): Promise<void> {
  let items: Item[] = [];
  let done = 0;
  let reported = Date.now();

  async function write(): Promise<void> {
    const requests = items.map((item) => ({ PutRequest: { Item: toAttributes(item) } }));
    items = [];
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  }

  const law = fc.asyncProperty(anyValue(), async (make) => {
    items.push(checkPayloadLaws(make()));
    done++;
    if (items.length === BATCH || done === values) await write();
    if (Date.now() - reported < REPORT_MS) return;
    reported = Date.now();
    console.log(`${done} values`);
  });
  await fc.assert(law, { numRuns: values, seed });
}
