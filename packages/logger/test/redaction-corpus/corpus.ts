/**
 * Secrets by kind and innocents by kind, to measure what redaction misses and what it destroys.
 *
 * Formats come from the documentation of the providers and libraries. Values are random, from a fixed seed, and real
 * nowhere. Each kind is split in two by a second seed: rules are made with the first half and judged by the second.
 */
import type { Case } from "./case.js";
import { harmlessFields } from "./innocent-fields.js";
import { ids, recordIds } from "./innocent-ids.js";
import { numbers } from "./innocent-numbers.js";
import { harmlessPayloads } from "./innocent-payloads.js";
import { harmlessTexts } from "./innocent-texts.js";
import { Random } from "./random.js";
import { bodies, cards, xml } from "./secret-bodies.js";
import { libraryErrors } from "./secret-errors.js";
import { assignments, commandLines, credentialFiles, prose } from "./secret-lines.js";
import { namedFields, namesBesideValues, secretKeys } from "./secret-names.js";
import { privateKeys, providerTokens } from "./secret-tokens.js";
import { connectionStrings, headers, urls } from "./secret-urls.js";

export type { Case } from "./case.js";

export type Half = "first" | "second";

const CASES_SEED = 20_251_124;
const SPLIT_SEED = 1842;

const SECRETS = [
  ...[providerTokens, privateKeys, namedFields, namesBesideValues, secretKeys, assignments],
  ...[commandLines, credentialFiles, prose, urls, connectionStrings, headers, bodies, xml],
  ...[cards, libraryErrors],
];

const INNOCENTS = [ids, numbers, harmlessFields, harmlessTexts, harmlessPayloads];

/** Half of the secrets. */
export function secretCases(half: Half): Case[] {
  return splitByKind(generate(SECRETS), half);
}

/** Half of the innocents. */
export function innocentCases(half: Half): Case[] {
  return splitByKind(generate(INNOCENTS), half);
}

/** Half of the values for `userId`, `requestId` and `correlationId`, which must stay as they are. */
export function idValues(half: Half): string[] {
  return halfOf(recordIds(new Random(CASES_SEED)), half);
}

function generate(makers: readonly ((random: Random) => Case[])[]): Case[] {
  // Each with a generator of its own: a case more in one kind changes no other.
  return makers.flatMap((make, index) => make(new Random(CASES_SEED + index)));
}

function splitByKind(cases: readonly Case[], half: Half): Case[] {
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  return kinds.flatMap((kind) =>
    halfOf(
      cases.filter((each) => each.kind === kind),
      half,
    ),
  );
}

function halfOf<Item>(items: readonly Item[], half: Half): Item[] {
  const shuffled = new Random(SPLIT_SEED).shuffle(items);
  const middle = Math.ceil(shuffled.length / 2);
  return half === "first" ? shuffled.slice(0, middle) : shuffled.slice(middle);
}
