import type { Cli } from "../../cli.js";
import { awsSettings } from "../../connection/client-settings.js";
import type { Target } from "../../connection/target.js";
import { EXIT } from "../../exit-code.js";
import { toReport } from "../../report.js";
import { type Check, ok, skip } from "./check.js";

const TIMEOUT_MS = 10_000;

/**
 * Says whose credentials are used. They are there already; that AWS takes them is what DynamoDB will tell.
 *
 * @throws Error when AWS does not know them.
 */
export async function identityCheck(
  { options, signal }: Cli,
  { local, settings }: Target,
): Promise<Check> {
  if (local) return ok("credentials", "those of the log on this machine");
  if (settings.endpoint)
    return ok("credentials", "found; the endpoint is not asked whose they are");
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(awsSettings(options));
  try {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const { Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    return ok("credentials", arn);
  } catch (error) {
    signal.throwIfAborted();
    if (toReport(error).exitCode === EXIT.credentials) throw error;
    return skip("credentials", "found, but AWS STS cannot be reached to ask whose they are");
  } finally {
    client.destroy();
  }
}
