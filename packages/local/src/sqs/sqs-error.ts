/** A refusal in SQS's own words: what it is called by the JSON protocol, and what it was called before that. */
export class SqsError extends Error {
  override readonly name = "SqsError";

  /**
   * @param code such as `QueueDoesNotExist`
   * @param queryCode what SDKs report; where it differs from `code`
   */
  constructor(
    readonly code: string,
    message: string,
    readonly queryCode = code,
  ) {
    super(message);
  }
}
