import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A source file whose doc comments have examples, and one module that holds them all. */
export interface ExampleModule {
  source: string;
  code: string;
}

/** What an example may use beside the package that it is in. */
const LIBRARIES: Readonly<Record<string, string>> = {
  createInterface: "node:readline",
  writeFile: "node:fs/promises",
  DynamoDBClient: "@aws-sdk/client-dynamodb",
  Duration: "aws-cdk-lib",
  RemovalPolicy: "aws-cdk-lib",
  Stack: "aws-cdk-lib",
  NodejsFunction: "aws-cdk-lib/aws-lambda-nodejs",
  Construct: "constructs",
};

/**
 * The `@example`s in the sources of the published packages as modules in a folder. Examples leave out imports: a name is
 * imported from the file itself, from a file of its package, or from what a package exports.
 */
export function exampleModules(root: string, folder: string): ExampleModule[] {
  const packages = join(root, "packages");
  const published = readdirSync(packages).filter((name) => !manifest(packages, name).private);
  const exported = new Map(Object.entries(LIBRARIES));
  for (const name of published) {
    for (const [specifier, file] of entriesOf(packages, name)) {
      for (const each of exportsOf(file)) exported.set(each, specifier);
    }
  }
  return published.flatMap((name) => {
    const sources = sourcesIn(join(packages, name, "src"));
    const inPackage = sources.flatMap((file) => namesOf(file, folder));
    return sources.flatMap((file) => {
      const examples = examplesIn(file);
      if (examples.length === 0) return [];
      const names = new Map([...inPackage, ...exported, ...namesOf(file, folder)]);
      return [{ source: relative(root, file), code: toModule(examples, names) }];
    });
  });
}

/** What a file exports, each with the path to import it by. */
function namesOf(file: string, folder: string): [name: string, path: string][] {
  const path = relative(folder, file).replace(/\.tsx?$/, ".js");
  return exportsOf(file).map((name) => [name, path]);
}

function toModule(examples: readonly string[], names: ReadonlyMap<string, string>): string {
  const used = new Set(examples.join("\n").match(/[A-Za-z]\w*/g));
  const imports = [...used]
    .filter((name) => names.has(name) && name !== "Stack")
    .map((name) => `import { ${name} } from "${names.get(name)}";`);
  const functions = examples.map(
    (example, index) =>
      `export async function example${index}(this: Stack) {\n${example.replaceAll(/^export /gm, "")}\n}`,
  );
  return ['import { Stack } from "aws-cdk-lib";', ...imports, ...functions, ""].join("\n");
}

/** The text of each `@example`, to the next tag or the end of the comment. */
function examplesIn(file: string): string[] {
  const comments = readFileSync(file, "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
    const [, ...examples] = lines
      .slice(0, -1)
      .join("\n")
      .split(/^@example\b.*\n/m);
    return examples.map((text) => text.split(/^@\w/m)[0]?.replaceAll(/^```.*$/gm, "") ?? "");
  });
}

/** The names that a module exports. */
function exportsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const declared = text.matchAll(
    /^export (?:abstract )?(?:async )?(?:function|const|class|enum|interface|type) (\w+)/gm,
  );
  const lists = text.matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  return [
    ...Array.from(declared, ([, name = ""]) => name),
    ...Array.from(lists, ([, names = ""]) => names.match(/\w+(?=\s*(?:,|$))/g) ?? []).flat(),
  ];
}

/** What can be imported from a package, and the file that it is. */
function entriesOf(packages: string, folder: string): [specifier: string, file: string][] {
  const { name, exports } = manifest(packages, folder);
  return Object.entries(exports ?? {})
    .filter(([, file]) => file.endsWith(".ts"))
    .map(([path, file]) => [join(name, path), join(packages, folder, file)]);
}

function manifest(packages: string, folder: string) {
  const text = readFileSync(join(packages, folder, "package.json"), "utf8");
  return JSON.parse(text) as { name: string; private?: true; exports?: Record<string, string> };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        !name.startsWith("web/") && /\.tsx?$/.test(name) && !/\.test(-support)?\.tsx?$/.test(name),
    )
    .map((name) => join(folder, name));
}
