/** A console for tests that are not about lines. */
export const silentConsole = { debug() {}, info() {}, warn() {}, error() {} };

/** A context like Lambda's: some of it is computed when it is read. */
export function contextFor(awsRequestId: string, remainingMs = 60_000) {
  let waits = true;
  const deadline = Date.now() + remainingMs;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return waits;
    },
    set callbackWaitsForEmptyEventLoop(value: boolean) {
      waits = value;
    },
    functionName: "orders",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    memoryLimitInMB: "128",
    awsRequestId,
    logGroupName: "/aws/lambda/orders",
    logStreamName: "stream",
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done() {},
    fail() {},
    succeed() {},
  };
}
