import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  TableDescription,
} from "@aws-sdk/client-dynamodb";
import { INDEXES, type IndexName, TTL_ATTRIBUTE } from "@service-events/schema";
import { type Check, fail, ok, warn } from "./check.js";

const FOUND_WITHOUT: Readonly<Record<IndexName, string>> = {
  byUser: "what happened to a user",
  byEvent: "events of one type",
  byCorrelation: "what else happened in a request",
};

/** Checks the description of the table. */
export function tableChecks(table: TableDescription): Check[] {
  const { TableStatus: status = "", ItemCount: items = 0 } = table;
  const about = `${status.toLowerCase()}, about ${items} items (counted every six hours)`;
  return [
    status === "ACTIVE" || status === "UPDATING"
      ? ok("table", about)
      : fail("table", about, "wait until it is active"),
    keyCheck(table),
    ...(Object.keys(INDEXES) as IndexName[]).map((index) => indexCheck(table, index)),
    table.DeletionProtectionEnabled
      ? ok("deletion protection", "on")
      : warn(
          "deletion protection",
          "off: one call can delete all events",
          "set deletionProtection",
        ),
  ];
}

function keyCheck(table: TableDescription): Check {
  const keys = keysOf(table.KeySchema);
  const types = table.AttributeDefinitions?.filter(({ AttributeName: name }) =>
    ["pk", "sk"].includes(name ?? ""),
  );
  const isText = types?.every(({ AttributeType: type }) => type === "S");
  if (keys === "pk, sk" && isText) return ok("keys", "pk and sk, both strings");
  return fail(
    "keys",
    `${keys || "none"}: not an event log`,
    "pass the right --table, or create one with EventLogTable",
  );
}

function indexCheck(table: TableDescription, index: IndexName): Check {
  const name = `index ${index}`;
  const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
  const wanted = `${INDEXES[index]}, sk`;
  if (!found) {
    return warn(
      name,
      `missing: finding ${FOUND_WITHOUT[index]} reads all origins`,
      "add it to `indexes` of EventLogTable; CloudFormation creates one index per deployment",
    );
  }
  const keys = keysOf(found.KeySchema);
  if (keys !== wanted) return fail(name, `its keys are ${keys}`, `recreate it with ${wanted}`);
  return projectionCheck(name, found);
}

function projectionCheck(
  name: string,
  { IndexStatus: status, Projection: projection }: GlobalSecondaryIndexDescription,
): Check {
  if (projection?.ProjectionType !== "ALL") {
    return fail(
      name,
      `it projects ${projection?.ProjectionType ?? "nothing"} only: events read from it are incomplete`,
      "recreate it with the projection ALL",
    );
  }
  const shown = (status ?? "unknown").toLowerCase();
  if (status === "ACTIVE" || status === "UPDATING") return ok(name, shown);
  return warn(name, `${shown}: queries cannot use it yet`, "wait until it is active");
}

function keysOf(schema: readonly KeySchemaElement[] = []): string {
  return schema.map(({ AttributeName: name }) => name).join(", ");
}

/** Whether events expire. */
export function ttlCheck(status: string | undefined, attribute: string | undefined): Check {
  if ((status === "ENABLED" || status === "ENABLING") && attribute === TTL_ATTRIBUTE) {
    return ok("expiry", `by ${TTL_ATTRIBUTE}`);
  }
  const found = attribute ? `by ${attribute}` : "off";
  return warn(
    "expiry",
    `${found}: expired events are hidden but still billed`,
    `enable time to live on the attribute '${TTL_ATTRIBUTE}'`,
  );
}

/** Whether the table can be restored. */
export function backupCheck(status: string | undefined): Check {
  if (status === "ENABLED") return ok("point-in-time recovery", "on");
  return warn("point-in-time recovery", "off", "set pointInTimeRecovery");
}
