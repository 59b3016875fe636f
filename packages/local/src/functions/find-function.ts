import type { FunctionHost } from "./function-host.js";

/**
 * Finds the function that a template points at.
 *
 * @param reference a name, an ARN, either with a version or an alias behind it, or API Gateway's URI of an ARN
 */
export function findFunction(
  hosts: readonly FunctionHost[],
  reference: unknown,
): FunctionHost | undefined {
  const text = String(reference);
  const [, nameInArn] = /:function:([^:/]+)/.exec(text) ?? [];
  const name = nameInArn ?? text.split(":")[0];
  return hosts.find(({ definition }) => definition.name === name);
}

/**
 * Finds the one thing that a person means by a name: its label, its logical id or its name on AWS; upper case, dashes
 * and slashes do not matter.
 *
 * @param kind what it is, for the message
 * @throws Error that lists what there is when nothing, or more than one thing, is called so
 */
export function findNamed<Named>(
  kind: string,
  things: readonly Named[],
  name: string,
  namesOf: (thing: Named) => readonly string[],
): Named {
  const wanted = plain(name);
  const exact = things.filter((thing) => namesOf(thing).includes(name));
  const alike = things.filter((thing) => namesOf(thing).some((known) => plain(known) === wanted));
  const found = exact.length > 0 ? exact : alike;
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const known = things.map((thing) => namesOf(thing)[0]).join(", ") || "none";
  const problem = found.length === 0 ? `no ${kind} is called` : `more than one ${kind} is called`;
  throw new Error(`${problem} '${name}'; there is: ${known}`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
