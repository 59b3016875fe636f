import { describe, expect, it } from "@jest/globals";
import { readFailure, toRefusal } from "./errors.js";

function refusalOf(status: number, body: string, headers: Record<string, unknown> = {}) {
  const answer = { status, headers, body };
  return toRefusal(answer, readFailure(answer));
}

describe("what AWS refuses", () => {
  it.each([
    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "com.amazon.coral.availability#ThrottlingException",
    "com.amazonaws.sqs#RequestThrottled",
    "com.amazonaws.sqs#OverLimit",
    "com.amazonaws.sqs#KmsThrottled",
  ])("is worth another try when it says %s", (type) => {
    const reason = `${type.split("#")[1]}: slow down`;
    const body = JSON.stringify({ __type: type, message: "slow down" });
    expect(refusalOf(400, body)).toEqual({ status: "retry", reason, kind: "throttled" });
  });

  it("is worth another try when another Region writes the item", () => {
    const body = JSON.stringify({ __type: "x#ReplicatedWriteConflictException" });
    expect(refusalOf(400, body)).toMatchObject({ status: "retry" });
  });

  it("stays refused when it says so", () => {
    const body = JSON.stringify({ __type: "com.amazon.coral.service#AccessDeniedException" });
    expect(refusalOf(400, body)).toEqual({
      status: "reject",
      reason: "AccessDeniedException",
      kind: "forbidden",
    });
  });

  it("is tried again when something in between answered, or the service asks to wait", () => {
    expect(refusalOf(403, "<html>").status).toBe("retry");
    expect(refusalOf(503, "{}", { "retry-after": "2" })).toMatchObject({ afterMs: 2_000 });
  });
});
