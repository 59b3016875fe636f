import type { FunctionHost } from "./function-host.js";

/**
 * Finds the function that a template references.
 *
 * @param reference a name or an ARN, either with a qualifier, or API Gateway's URI for an ARN
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
 * Finds a thing by its label, logical id or name on AWS. Case, dashes and slashes are ignored unless a name matches
 * exactly.
 *
 * @param kind what it is, for the message
 * @throws Error that lists all names when none or several match
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
  const problem = found.length === 0 ? `unknown ${kind}` : `ambiguous ${kind}`;
  throw new Error(`${problem} '${name}': use one of ${known}`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
