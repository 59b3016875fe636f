import { withTimeout } from "@service-events/query";
import type { Cli } from "../../cli.js";
import { awsSettings } from "../../connection/client-settings.js";
import type { Target } from "../../connection/target.js";
import { EXIT } from "../../exit-code.js";
import { toReport } from "../../report.js";
import { type Check, ok, skip } from "./check.js";

const TIMEOUT_MS = 10_000;

/**
 * Says whose credentials are used. That there are some is known by now; whether AWS accepts them, DynamoDB will tell.
 *
 * @throws Error when AWS does not know them.
 */
export async function identityCheck(
  { options, signal }: Cli,
  { local, settings }: Target,
): Promise<Check> {
  if (local) return ok("credentials", "those of the local log");
  if (settings.endpoint)
    return ok("credentials", "found; whose they are is not checked with --endpoint");
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(awsSettings(options));
  try {
    const abortSignal = withTimeout(signal, TIMEOUT_MS);
    const { Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    return ok("credentials", arn);
  } catch (error) {
    signal.throwIfAborted();
    if (toReport(error).exitCode === EXIT.credentials) throw error;
    return skip("credentials", "found, but AWS STS is unreachable, so whose they are is unknown");
  } finally {
    client.destroy();
  }
}
