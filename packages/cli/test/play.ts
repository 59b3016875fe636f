import { createEventTable } from "../../../test/event-table.js";
import { record, store } from "./sample-events.js";
const table = await createEventTable();
await store(table, [
  ...Array.from({ length: 30 }, (_, n) => record(60_000 * (n + 1), { event: n % 5 ? "JOB_STARTED" : "JOB_FAILED", level: n % 5 ? "info" : "error", userId: `u_${n % 3}`, payload: { jobId: n, amount: n * 10 } })),
  record(30_000, { origin: "billing", event: "EVIL", description: "a\u001b[31mred\u001b]8;;http://x\u0007\r\nfake \u202etxt\u200b \u009b2J 日本語", userId: "=cmd" }),
], { JOB_STARTED: { level: "info", description: "a job began", retentionDays: 30 } , JOB_FAILED: {level:"error", retentionDays: null}});
console.log(`export AWS_ENDPOINT_URL_DYNAMODB=${table.endpoint} EVENT_LOG_TABLE=${table.tableName} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_ENDPOINT_URL_STS=http://127.0.0.1:1`);
