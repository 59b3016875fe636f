import { sampleEvent } from "../lib/sample-event.js";

let last = 0;

/** The item of an event, as one would make it by hand: the article's, with a sort key that no other has. */
export function plainItem(index: number) {
  const { event, ...data } = sampleEvent(index);
  const createdAt = new Date().toISOString();
  return {
    pk: "ORIGIN#bench",
    sk: `${createdAt}#${event}#${last++}`,
    origin: "bench",
    event,
    createdAt,
    ...data,
    ttl: Math.floor(Date.now() / 1000) + 30 * 86_400,
  };
}
