import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalError, messageOf } from "../errors.js";

/** One entry under `Resources`, as CloudFormation words it. */
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  Metadata?: Record<string, unknown>;
}

/** A synthesized CloudFormation template. */
interface Template {
  Resources?: Record<string, TemplateResource>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

/** One stack of a cloud assembly, with the files that its template points at. */
export interface AssemblyStack {
  name: string;
  /** Twelve digits; zeros when the stack is not bound to an account. */
  account: string;
  region: string;
  template: Template;
  /** The file or folder of each asset, by the object key under which it would be uploaded. */
  assets: ReadonlyMap<string, string>;
}

interface Manifest {
  artifacts?: Record<
    string,
    { type: string; environment?: string; properties?: Record<string, unknown> }
  >;
}

interface AssetManifest {
  files?: Record<
    string,
    {
      source?: { path?: string };
      destinations?: Record<string, { objectKey?: string }>;
    }
  >;
}

const UNBOUND_ACCOUNT = "000000000000";
const DEFAULT_REGION = "us-east-1";

/**
 * Reads the stacks of a synthesized CDK app, those of its stages too.
 *
 * @param folder what `cdk synth` wrote, usually `cdk.out`
 * @throws LocalError when there is no such folder, or no CDK app in it
 */
export function readAssembly(folder: string): AssemblyStack[] {
  const root = resolve(folder);
  const manifest = readJson<Manifest>(join(root, "manifest.json"), root);
  const artifacts = Object.entries(manifest.artifacts ?? {});
  const assets = new Map(
    artifacts
      .filter(([, artifact]) => artifact.type === "cdk:asset-manifest")
      .flatMap(([, artifact]) => readAssets(root, String(artifact.properties?.file))),
  );
  return artifacts.flatMap(([id, artifact]) => {
    const properties = artifact.properties ?? {};
    if (artifact.type === "cdk:cloud-assembly") {
      return readAssembly(join(root, String(properties.directoryName)));
    }
    if (artifact.type !== "aws:cloudformation:stack") return [];
    return [
      {
        name: String(properties.stackName ?? id),
        ...readEnvironment(artifact.environment),
        template: readJson<Template>(join(root, String(properties.templateFile)), root),
        assets,
      },
    ];
  });
}

function readAssets(root: string, file: string): [string, string][] {
  const manifest = readJson<AssetManifest>(join(root, file), root);
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) =>
    Object.values(destinations ?? {}).map((destination): [string, string] => [
      String(destination.objectKey),
      resolve(root, source?.path ?? ""),
    ]),
  );
}

/** `aws://123456789012/eu-west-1`, or `aws://unknown-account/unknown-region` when unbound. */
function readEnvironment(environment = ""): { account: string; region: string } {
  const [, account = "", region = ""] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment) ?? [];
  return {
    account: /^\d{12}$/.test(account) ? account : UNBOUND_ACCOUNT,
    region: region === "" || region === "unknown-region" ? DEFAULT_REGION : region,
  };
}

function readJson<Content>(file: string, root: string): Content {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Content;
  } catch (cause) {
    throw new LocalError(
      `no synthesized CDK app in ${root}: ${messageOf(cause)}. Run 'cdk synth' first, or give the folder that it wrote`,
      2,
      { cause },
    );
  }
}
