import { timeOfSortKey } from "@service-events/schema";
import type { Plan } from "./plan.js";

/**
 * Says in a few sentences how a plan reads.
 *
 * @example
 * const { plan } = await log.explain("event:JOB_FAILED since:2h");
 * console.log(describePlan(plan)); // "Reads one partition of the index byEvent …"
 */
export function describePlan(plan: Plan): string {
  return [sourceSentence(plan), ...checkSentences(plan), ...adviceSentences(plan)].join(" ");
}

function sourceSentence({ source, partitions, access, range, order }: Plan): string {
  if (partitions.length === 0) return "Reads nothing: no event can match.";
  const count = partitions.length === 1 ? "one partition" : `${partitions.length} partitions`;
  const place = source === "table" ? "the table" : `the index ${source}`;
  const reason = access ? `for ${access}` : "for all origins";
  const from = range.from ? ` from ${timeOfSortKey(range.from)}` : "";
  const to = range.to ? ` to ${timeOfSortKey(range.to)}` : "";
  return `Reads ${count} of ${place} ${reason}${from}${to}, ${order} first.`;
}

function checkSentences({ filtered, checked }: Plan): string[] {
  const sentences: string[] = [];
  if (filtered.length > 0) {
    sentences.push(
      `DynamoDB drops what does not match ${filtered.join(" ")}, which saves transfer but no read units.`,
    );
  }
  if (checked.length > 0) sentences.push(`Checked after reading: ${checked.join(" ")}.`);
  return sentences;
}

function adviceSentences({ advice }: Plan): string[] {
  if (!advice) return [];
  return [`With the index ${advice.index}, ${advice.why}; it costs ${advice.cost}.`];
}
