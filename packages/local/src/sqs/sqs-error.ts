/** An error of SQS, with its codes in the JSON protocol and in the older query protocol. */
export class SqsError extends Error {
  override readonly name = "SqsError";

  /**
   * @param code such as `QueueDoesNotExist`
   * @param queryCode the code that SDKs report, if it differs from `code`
   */
  constructor(
    readonly code: string,
    message: string,
    readonly queryCode = code,
  ) {
    super(message);
  }
}
