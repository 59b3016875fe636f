import { describe, expect, it } from "@jest/globals";
import { failedMessages } from "./queue-consumer.js";

const messages = ["a", "b", "c"].map((messageId) => ({
  messageId,
  body: "{}",
  attributes: {},
  receiveCount: 1,
  sentAt: 0,
}));
const failedAfter = (value: unknown, reports = true) =>
  failedMessages(messages, { ok: true, value, requestId: "r" }, reports).map(
    ({ messageId }) => messageId,
  );

describe("failedMessages", () => {
  it.each([
    ["nothing", null, []],
    ["an empty list", { batchItemFailures: [] }, []],
    ["an object without the list", {}, []],
    ["one message", { batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
    [
      "a message that is not there",
      { batchItemFailures: [{ itemIdentifier: "x" }] },
      ["a", "b", "c"],
    ],
    ["an entry without a name", { batchItemFailures: [{}] }, ["a", "b", "c"]],
    ["a null entry", { batchItemFailures: [null] }, ["a", "b", "c"]],
    ["something that is no list", { batchItemFailures: "a" }, ["a", "b", "c"]],
  ])("after a function that answered with %s", (_what, value, expected) => {
    expect(failedAfter(value)).toEqual(expected);
  });

  it("takes no notice of the answer when the mapping does not ask for it", () => {
    expect(failedAfter({ batchItemFailures: [{ itemIdentifier: "b" }] }, false)).toEqual([]);
  });

  it("fails every message after an error", () => {
    const error = { errorType: "Error", errorMessage: "no", trace: [] };
    expect(failedMessages(messages, { ok: false, error, requestId: "r" }, true)).toEqual(messages);
  });
});
