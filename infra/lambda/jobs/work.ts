import { createHash } from "node:crypto";
import type { Job } from "./job.js";

/** What a job made. */
export interface JobResult {
  document: string;
  pages: number;
  /** SHA-256 of the document, in hex. */
  checksum: string;
}

/** Lines that fit on a page of a document. */
const LINES_PER_PAGE = 40;

/**
 * Stands in for real work: writes a document for the user, the same one whenever the job runs.
 *
 * @throws Error when the job asks to fail.
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

/** Between 1 and 256 lines, as the job's id decides. */
function lineCountOf(jobId: string): number {
  return createHash("sha256").update(jobId).digest().readUInt8(0) + 1;
}
