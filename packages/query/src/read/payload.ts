import { MAX_DECOMPRESSED_PAYLOAD_BYTES, marker } from "@service-events/schema";

/**
 * The payload that the bytes of `payloadGz` hold. Bytes that cannot be opened are no reason to lose the event they are
 * part of: they are read as a marker that says why.
 */
export function openPayload(bytes: Uint8Array): unknown {
  try {
    // Loaded with the first compressed payload: many readers never meet one.
    const { gunzipSync } = process.getBuiltinModule("node:zlib");
    return JSON.parse(
      gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_PAYLOAD_BYTES }).toString(),
    );
  } catch (error) {
    return marker("$threw", `the compressed payload of ${bytes.length} bytes: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ERR_BUFFER_TOO_LARGE")
    return `it is larger than ${MAX_DECOMPRESSED_PAYLOAD_BYTES} bytes`;
  return message ?? String(error);
}
