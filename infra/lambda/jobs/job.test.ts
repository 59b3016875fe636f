import { describe, expect, it } from "@jest/globals";
import { parseJob } from "./job.js";

describe("a job", () => {
  it("is read from the body of a message", () => {
    const job = { jobId: "j_1", kind: "invoice", userId: "u_1", fail: false };

    expect(parseJob(JSON.stringify(job))).toEqual(job);
  });

  it.each([
    ["Test message."],
    [""],
    ["null"],
    ["[]"],
    ['"text"'],
    ["{}"],
    ['{"jobId":"j_1","kind":"invoice"}'],
    ['{"jobId":1,"kind":"invoice","userId":"u_1"}'],
    ['{"jobId":"","kind":"invoice","userId":"u_1"}'],
    ['{"jobId":"j_1","kind":"invoice","userId":"u_1","fail":"no"}'],
  ])("is not read from %s", (body) => {
    expect(parseJob(body)).toBeUndefined();
  });
});
