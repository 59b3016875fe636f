import type { Exchange } from "./exchange.js";
import { type Fault, passOn } from "./faults.js";
import type { Random } from "./random.js";

/** Chooses what happens to a request. `count` numbers the requests from 1. */
export type Plan = (exchange: Exchange, count: number) => Fault;

/** The same for every request. */
export function always(fault: Fault): Plan {
  return () => fault;
}

/** A fault for that share of the requests; the others pass. */
export function sometimes(share: number, fault: Fault, random: Random): Plan {
  return () => (random() < share ? fault : passOn);
}

/** One fault after the other, and then no more. */
export function script(...faults: Fault[]): Plan {
  return (_, count) => faults[count - 1] ?? passOn;
}
