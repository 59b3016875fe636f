import { describe, expect, it } from "@jest/globals";
import { readUpdate } from "./update.js";

const update = { userId: "u_1", plan: "pro", status: "active", amount: 49.5 };

describe("an update", () => {
  it("is read from the body of a request", () => {
    expect(readUpdate({ body: JSON.stringify(update) })).toEqual({ update });
  });

  it("is read from an encoded body", () => {
    const body = Buffer.from(JSON.stringify({ ...update, userId: "ü_1" })).toString("base64");

    expect(readUpdate({ body, isBase64Encoded: true })).toEqual({
      update: { ...update, userId: "ü_1" },
    });
  });

  it("accepts an update without an amount, and drops unknown fields", () => {
    const body = JSON.stringify({ ...update, amount: undefined, card: "4111111111111111" });

    expect(readUpdate({ body }).update).toEqual({ userId: "u_1", plan: "pro", status: "active" });
  });
});

describe("what is wrong with a request", () => {
  it.each([
    [undefined, "the body is empty: send a JSON object"],
    ["", "the body is empty: send a JSON object"],
    ["{", "the body is not a JSON object"],
    ["null", "the body is not a JSON object"],
    ["[]", "the body is not a JSON object"],
    ["42", "the body is not a JSON object"],
  ])("is said of the body %j", (body, problem) => {
    expect(readUpdate({ body })).toEqual({ problems: [problem] });
  });

  it.each([
    [{ userId: 7 }, "userId must be a string"],
    [{ userId: "" }, "userId must be a string"],
    [{ plan: "gold" }, "plan must be one of free, pro, team"],
    [{ plan: "toString" }, "plan must be one of free, pro, team"],
    [{ status: ["active"] }, "status must be one of active, canceled, past_due"],
    [{ amount: -1 }, "amount must be a number, 0 or more"],
    [{ amount: "49" }, "amount must be a number, 0 or more"],
    [{ amount: null }, "amount must be a number, 0 or more"],
  ])("is said of %j", (wrong, problem) => {
    expect(readUpdate({ body: JSON.stringify({ ...update, ...wrong }) })).toEqual({
      problems: [problem],
    });
  });

  it("is said all at once", () => {
    expect(readUpdate({ body: "{}" }).problems).toHaveLength(3);
  });
});
