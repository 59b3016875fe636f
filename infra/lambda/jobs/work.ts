import { createHash } from "node:crypto";
import type { Job } from "./job.js";

/** The result of a job. */
export interface JobResult {
  document: string;
  pages: number;
  /** SHA-256 of the document, in hex. */
  checksum: string;
}

/** Lines per page of a document. */
const LINES_PER_PAGE = 40;

/**
 * Simulates work: writes a document for the user, the same on every run.
 *
 * @throws Error when `fail` is set.
 */
export async function runJob({ jobId, kind, userId, fail }: Job): Promise<JobResult> {
  if (fail) throw new Error(`The ${kind} of job ${jobId} could not be made`);
  const lines = Array.from(
    { length: lineCountOf(jobId) },
    (_, line) => `${userId};${kind};${line}`,
  );
  return {
    document: `${kind}-${jobId}.csv`,
    pages: Math.ceil(lines.length / LINES_PER_PAGE),
    checksum: createHash("sha256").update(lines.join("\n")).digest("hex"),
  };
}

/** Between 1 and 256 lines, derived from the job's id. */
function lineCountOf(jobId: string): number {
  return createHash("sha256").update(jobId).digest().readUInt8(0) + 1;
}
