import type { Credentials } from "./signature.js";

/** Gives credentials; `renew` asks for others than the last ones. */
export type CredentialsProvider = (options: { forceRefresh: boolean }) => Promise<Credentials>;

/**
 * Asked for only where the environment has no keys. Not a literal in the `import`: a bundler would put all of it into
 * every function, whose environment has keys.
 */
const PROVIDER = "@aws-sdk/credential-provider-node";

let provider: Promise<CredentialsProvider> | undefined;

/**
 * The credentials of the environment's keys, else those that AWS's own provider finds in containers, roles, single
 * sign-on and profiles, where it is installed.
 *
 * @throws Error that says what to do when there are none.
 */
export async function credentialsOfEnvironment(renew: boolean): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    };
  }
  provider ??= loadProvider();
  return (await provider)({ forceRefresh: renew });
}

async function loadProvider(): Promise<CredentialsProvider> {
  try {
    const { defaultProvider } = await import(PROVIDER);
    return defaultProvider();
  } catch {
    throw new Error(
      `AWS_ACCESS_KEY_ID is not set: outside Lambda, pass a client or install ${PROVIDER}`,
    );
  }
}
