import { describe, expect, it } from "@jest/globals";
import { runJob } from "./work.js";

const job = { jobId: "j_1", kind: "invoice", userId: "u_1" };

describe("the work of a job", () => {
  it("makes the same document again when a job is delivered twice", async () => {
    const [first, second] = await Promise.all([runJob(job), runJob(job)]);

    expect(second).toEqual(first);
    expect(first.document).toBe("invoice-j_1.csv");
    expect(first.pages).toBeGreaterThan(0);
  });

  it("makes another document for another job", async () => {
    const other = await runJob({ ...job, jobId: "j_2" });

    expect(other.checksum).not.toBe((await runJob(job)).checksum);
  });

  it("fails when it is asked to", async () => {
    await expect(runJob({ ...job, fail: true })).rejects.toThrow(
      "The invoice of job j_1 could not be made",
    );
  });
});
