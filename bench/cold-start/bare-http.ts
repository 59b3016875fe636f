/** The least that any writer pays: Node.js's own client and hash, and a body that was made before. */
import { createHmac, hash } from "node:crypto";

const { Agent, request } = process.getBuiltinModule("node:http");
const agent = new Agent({ keepAlive: true });
const body = "{}";

export function handler(): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: "POST",
      headers: {
        "content-length": Buffer.byteLength(body),
        authorization: createHmac("sha256", "key").update(hash("sha256", body)).digest("hex"),
      },
    };
    const sent = request(String(process.env.AWS_ENDPOINT_URL_DYNAMODB), options, (response) => {
      response.resume().on("end", resolve);
    });
    sent.on("error", reject).end(body);
  });
}
