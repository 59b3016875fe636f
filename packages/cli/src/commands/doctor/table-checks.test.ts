import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { backupCheck, tableChecks, ttlCheck } from "./table-checks.js";

const key = (name: string) => [
  { AttributeName: name, KeyType: "HASH" as const },
  { AttributeName: "sk", KeyType: "RANGE" as const },
];

const index = (name: string, partitionKey: string) => ({
  IndexName: name,
  KeySchema: key(partitionKey),
  IndexStatus: "ACTIVE" as const,
  Projection: { ProjectionType: "ALL" as const },
});

const good: TableDescription = {
  TableStatus: "ACTIVE",
  KeySchema: key("pk"),
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  GlobalSecondaryIndexes: [
    index("byUser", "userId"),
    index("byEvent", "eventPk"),
    index("byCorrelation", "correlationId"),
  ],
  DeletionProtectionEnabled: true,
};

function statuses(table: TableDescription): Record<string, string> {
  return Object.fromEntries(tableChecks(table).map(({ name, status }) => [name, status]));
}

describe("a table", () => {
  it("is all right as the construct makes it", () => {
    expect(new Set(Object.values(statuses(good)))).toEqual(new Set(["ok"]));
  });

  it("is no event log with other keys, or keys that are no texts", () => {
    expect(statuses({ ...good, KeySchema: key("id") }).keys).toBe("fail");
    const numbers = [{ AttributeName: "pk", AttributeType: "N" as const }];
    expect(statuses({ ...good, AttributeDefinitions: numbers }).keys).toBe("fail");
  });

  it("works without an index, for a price", () => {
    const without = { ...good, GlobalSecondaryIndexes: [index("byUser", "userId")] };

    expect(statuses(without)).toMatchObject({
      "index byUser": "ok",
      "index byEvent": "warn",
      "index byCorrelation": "warn",
    });
  });

  it("does not work with an index of other keys or with half its attributes", () => {
    const odd = [
      index("byUser", "user"),
      { ...index("byEvent", "eventPk"), Projection: { ProjectionType: "KEYS_ONLY" as const } },
      { ...index("byCorrelation", "correlationId"), IndexStatus: "CREATING" as const },
    ];

    expect(statuses({ ...good, GlobalSecondaryIndexes: odd })).toMatchObject({
      "index byUser": "fail",
      "index byEvent": "fail",
      "index byCorrelation": "warn",
    });
  });

  it("is named when it is not active or not protected", () => {
    expect(statuses({ ...good, TableStatus: "DELETING" }).table).toBe("fail");
    expect(statuses({ ...good, DeletionProtectionEnabled: false })["deletion protection"]).toBe(
      "warn",
    );
  });
});

it("looks at whether events expire, and by what", () => {
  expect(ttlCheck("ENABLED", "ttl").status).toBe("ok");
  expect(ttlCheck("ENABLED", "expiresAt").status).toBe("warn");
  expect(ttlCheck("DISABLED", undefined).status).toBe("warn");
  expect(backupCheck("ENABLED").status).toBe("ok");
  expect(backupCheck("DISABLED").status).toBe("warn");
});
