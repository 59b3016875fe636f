import type { IncomingMessage } from "node:http";

const LOCAL_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Why a request is rejected, or `undefined` when it is not. Any web page can make a browser call a port of this machine, by a
 * name of its own (DNS rebinding) or by ours; both are rejected.
 */
export function refusalOf(request: IncomingMessage): string | undefined {
  const { host = "", origin } = request.headers;
  if (!isLocal(`http://${host}`)) return `host '${host}' is not this machine`;
  if (origin !== undefined && !isLocal(origin)) return `origin '${origin}' is not this machine`;
  if (request.headers["sec-fetch-site"] === "cross-site")
    return "the request comes from another site";
  return undefined;
}

function isLocal(address: string): boolean {
  return URL.canParse(address) && LOCAL_NAMES.has(new URL(address).hostname);
}

/**
 * Reads the body of a request.
 *
 * @param limit in bytes; a longer body is read to its end and dropped
 * @returns `undefined` when the body is longer than the limit
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  }
  return bytes > limit ? undefined : Buffer.concat(chunks);
}
