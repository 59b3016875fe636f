/** The content of a message in the queue. */
export interface Job {
  jobId: string;
  /** Such as `invoice` or `export`. */
  kind: string;
  userId: string;
  /** Makes the job fail, for demonstration. */
  fail?: boolean;
}

/** Parses the job in the body of a message; undefined when it is not a job. */
export function parseJob(body: string): Job | undefined {
  const job = parseJson(body);
  return isJob(job) ? job : undefined;
}

function isJob(value: unknown): value is Job {
  if (typeof value !== "object" || value === null) return false;
  const { jobId, kind, userId, fail } = value as Record<keyof Job, unknown>;
  return (
    isName(jobId) &&
    isName(kind) &&
    isName(userId) &&
    ["undefined", "boolean"].includes(typeof fail)
  );
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
