import { MAX_DECOMPRESSED_PAYLOAD_BYTES, marker } from "@service-events/schema";

/**
 * Decompresses the payload in `payloadGz`. Bytes that cannot be decompressed are read as a marker with the reason, so that
 * the event is not lost.
 */
export function openPayload(bytes: Uint8Array): unknown {
  try {
    // Loaded with the first compressed payload: many readers never see one.
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
