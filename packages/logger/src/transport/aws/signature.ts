import { createHmac, type Hmac, hash } from "node:crypto";

/** What AWS signs requests with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A JSON call to an AWS service, before it is signed. */
export interface UnsignedCall {
  /** Such as `dynamodb`. */
  readonly service: string;
  readonly region: string;
  /** With the port, unless it is the protocol's default. */
  readonly host: string;
  readonly path: string;
  /** Such as `DynamoDB_20120810.BatchWriteItem`. */
  readonly target: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** Signs calls with AWS Signature Version 4; the day's key is derived once. */
export type Signer = (
  call: UnsignedCall,
  credentials: Credentials,
  now: Date,
) => Record<string, string>;

/**
 * Creates a signer that returns the headers to send.
 *
 * Not imported from a library: see docs/decisions/signature.md for what that saves.
 */
export function createSigner(): Signer {
  let keyFor = "";
  let key: Buffer = Buffer.alloc(0);

  function signingKey(secret: string, day: string, region: string, service: string): Buffer {
    const wanted = `${secret}/${day}/${region}/${service}`;
    if (wanted !== keyFor) {
      const parts = [region, service, "aws4_request"];
      key = parts.reduce(
        (last, part) => hmac(last, part).digest(),
        hmac(`AWS4${secret}`, day).digest(),
      );
      keyFor = wanted;
    }
    return key;
  }

  return function sign(call, credentials, now) {
    const timestamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    const day = timestamp.slice(0, 8);
    const scope = `${day}/${call.region}/${call.service}/aws4_request`;
    const headers: Record<string, string> = {
      "content-type": call.contentType,
      host: call.host,
      "x-amz-date": timestamp,
      ...(credentials.sessionToken && { "x-amz-security-token": credentials.sessionToken }),
      "x-amz-target": call.target,
    };
    // The names above are in alphabetical order, as the signature requires.
    const names = Object.keys(headers);
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
    const signed = names.join(";");
    const request = `POST\n${canonicalPath(call.path)}\n\n${lines}\n${signed}\n${sha256(call.body)}`;
    const text = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(request)}`;
    const secret = credentials.secretAccessKey;
    const signature = hmac(signingKey(secret, day, call.region, call.service), text).digest("hex");
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
}

/** All services but S3 require the path escaped twice in the signature. */
function canonicalPath(path: string): string {
  if (path === "/") return path;
  return encodeURIComponent(path)
    .replace(/%2F/g, "/")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: string | Buffer, text: string): Hmac {
  return createHmac("sha256", key).update(text);
}

function sha256(data: string | Uint8Array): string {
  return hash("sha256", data);
}
