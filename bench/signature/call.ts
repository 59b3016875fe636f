/** The credentials of both ways. */
export const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "example-of-a-secret",
  // As long as those of a role are.
  sessionToken: "t".repeat(400),
};

/** The operation that is called. */
export const TARGET = "DynamoDB_20120810.BatchWriteItem";

/** What is signed. */
export interface Call {
  body: string;
  now: Date;
}

/** One way to sign and to send. */
export interface Road {
  sign(call: Call): Promise<Record<string, string>>;
  send(call: Call): Promise<void>;
}
