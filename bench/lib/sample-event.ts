import { EventType } from "@service-events/logger";

/** What every way of this bench records: about 200 bytes of payload with the texts, ids and times of everyday. */
export function sampleEvent(index: number) {
  return {
    event: EventType.JobCompleted,
    description: "Invoice run completed",
    userId: `u_${index % 5_000}`,
    payload: {
      jobId: `7d1f6a52-93c4-4b0e-8f57-${String(index).padStart(12, "0")}`,
      customer: { id: `c_${index % 800}`, country: "DE" },
      invoices: index % 40,
      total: 129.9 + index,
      currency: "EUR",
      startedAt: "2026-11-24T02:48:15.096Z",
      retried: index % 2 === 0,
    },
  };
}
