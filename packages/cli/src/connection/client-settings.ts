import type { GlobalOptions } from "../cli.js";

/** Settings of an AWS SDK client; missing ones are resolved as in every AWS tool. */
export interface ClientSettings {
  region?: string;
  endpoint?: string;
  profile?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The settings for any service but DynamoDB, to which `--endpoint` does not apply. */
export function awsSettings({ region, profile }: GlobalOptions): ClientSettings {
  return { ...(region && { region }), ...(profile && { profile }) };
}

const silent = () => {};

/** Keeps the SDK's own warnings from the terminal: errors are reported once, by this program. */
export const silentLogger = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
};
