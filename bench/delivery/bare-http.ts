/** The least that any writer pays: a body of 25 items that was made before, posted by Node.js's own client. */
import { Agent, request } from "node:http";
import { encodeAttribute } from "../../packages/logger/src/sinks/dynamodb/json.js";
import { measureWay } from "./measure.js";
import { plainItem } from "./records.js";

const BATCH = 25;
const items = Array.from({ length: BATCH }, (_, index) => {
  const attributes = Object.entries(plainItem(index)).map(
    ([name, value]) => `"${name}":${encodeAttribute(value)}`,
  );
  return `{"PutRequest":{"Item":{${attributes.join(",")}}}}`;
});
const body = `{"RequestItems":{"event-log":[${items.join(",")}]}}`;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

function post(): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: "POST",
      headers: { "content-length": Buffer.byteLength(body) },
    };
    const sent = request(String(process.env.AWS_ENDPOINT_URL_DYNAMODB), options, (response) => {
      response.resume().on("end", resolve);
    });
    sent.on("error", reject).end(body);
  });
}

await measureWay(async (count) => {
  await Promise.all(Array.from({ length: count / BATCH }, post));
});
