import { readFileSync } from "node:fs";

/** The code blocks of a page in that language, in order. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(page, "utf8");
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
  return Array.from(found, ([, block]) => block as string);
}

/**
 * The samples of a page as one module. Each sample is nested in the one before it, so it may use earlier declarations or
 * redeclare their names. `this` is a stack, as in the constructor that CDK samples belong in.
 */
export function moduleOf(page: string): string {
  const blocks = blocksOf(page, "ts");
  const bodies = blocks.map((block) => block.replaceAll(IMPORT, "").replaceAll(/^export /gm, ""));
  const nested = bodies.reduceRight(
    (inner, body) =>
      `await (async function (this: Stack) {\n${body}\n${inner}\n}).call(new Stack());`,
    "",
  );
  return [...mergeImports(blocks.join("")), nested, ""].join("\n");
}

const IMPORT = /^import (?:\{([^}]*)\} from )?"([^"]+)";\n/gm;

/** One import per module, with all names that the samples import. */
function mergeImports(text: string): string[] {
  const namesOf = new Map<string, Set<string>>([["aws-cdk-lib", new Set(["Stack"])]]);
  for (const [, names = "", source = ""] of text.matchAll(IMPORT)) {
    const known = namesOf.get(source) ?? new Set();
    for (const name of names.split(",").map((each) => each.trim())) if (name) known.add(name);
    namesOf.set(source, known);
  }
  return Array.from(namesOf, ([source, names]) =>
    names.size === 0
      ? `import "${source}";`
      : `import { ${[...names].join(", ")} } from "${source}";`,
  );
}
