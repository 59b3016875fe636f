import type { ApiEvent, SettingsAnswer } from "../../api/answers.js";

/** How far log lines are searched around an event, in ms: a function may run for 15 minutes. */
const BEFORE = 15 * 60_000;
const AFTER = 5 * 60_000;

/** A link to the CloudWatch log lines of an event's request, if the log group is known. */
export function logLinkOf(
  event: Pick<ApiEvent, "origin" | "requestId" | "createdAt">,
  settings: Pick<SettingsAnswer, "region" | "logGroups"> | undefined,
): string | undefined {
  const groups = settings?.logGroups ?? {};
  const group = Object.hasOwn(groups, event.origin) ? groups[event.origin] : undefined;
  const time = Date.parse(event.createdAt);
  const region = settings?.region ?? "";
  if (!group || !/^[a-z]{2}[a-z0-9-]+$/.test(region) || Number.isNaN(time)) return undefined;
  const filter = event.requestId ? `"${event.requestId.replace(/["\\]/g, "")}"` : "";
  const search = new URLSearchParams({
    ...(filter && { filterPattern: filter }),
    start: String(time - BEFORE),
    end: String(time + AFTER),
  });
  const domain = domainOf(region);
  const path = `log-groups/log-group/${escapeTwice(group)}/log-events${escapeOnce(`?${search}`)}`;
  return `https://${region}.console.${domain}/cloudwatch/home?region=${region}#logsV2:${path}`;
}

function domainOf(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.cn";
  return region.startsWith("us-gov-") ? "amazonaws-us-gov.com" : "aws.amazon.com";
}

/** The console uses `$` instead of `%` in its fragments. */
function escapeOnce(text: string): string {
  return encodeURIComponent(text).replaceAll("%", "$");
}

function escapeTwice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll("%", "$");
}
