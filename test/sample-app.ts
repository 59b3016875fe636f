import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type LocalApp,
  type LocalOptions,
  OPERATOR_CREDENTIALS,
  startLocal,
} from "@service-events/local";
import { getEventsForOrigin } from "@service-events/query";
import { synthesize } from "../scripts/start/synthesize.js";

/** The app of this repo, synthesized for a test. */
export interface SynthesizedApp {
  folder: string;
  /** A copy whose template is changed by `edit`. */
  copy(edit: (template: string) => string): string;
  remove(): void;
}

/** How long a test may take to synthesize the app, in ms: its bundles, on a machine that is busy with others. */
export const SYNTHESIS_MS = 300_000;

export async function synthesizeSampleApp(): Promise<SynthesizedApp> {
  const parent = mkdtempSync(join(tmpdir(), "service-events-app-"));
  const folder = join(parent, "cdk.out");
  await synthesize(folder, new AbortController().signal);
  let copies = 0;
  return {
    folder,
    copy(edit) {
      copies += 1;
      const copy = join(parent, `copy-${copies}`);
      cpSync(folder, copy, { recursive: true });
      const template = join(copy, "service-events-dev.template.json");
      if (!existsSync(template)) throw new Error(`${template} does not exist`);
      const before = readFileSync(template, "utf8");
      const after = edit(before);
      if (after === before) throw new Error("the edit changed nothing");
      writeFileSync(template, after);
      return copy;
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** The app as it runs, with what it printed and a reader of its log. */
export interface RunningApp {
  app: LocalApp;
  /** The lines that functions printed. */
  stdout: string[];
  stderr: string[];
  /** The events of an origin, oldest first. */
  eventsOf(origin: string): ReturnType<typeof getEventsForOrigin<string>>;
  stop(): Promise<void>;
}

/** @param options of local, over those that suit a test */
export async function runSampleApp(
  cdkOut: string,
  options: Partial<LocalOptions> = {},
): Promise<RunningApp> {
  const printed = { stdout: [] as string[], stderr: [] as string[] };
  const app = await startLocal({
    cdkOut,
    redeliverAfterMs: 20,
    log: {
      note: () => {},
      functionLine: ({ stream, text }) => void printed[stream].push(text),
    },
    ...options,
  });
  const client = new DynamoDBClient({
    endpoint: app.dynamodbEndpoint,
    region: app.region,
    credentials: OPERATOR_CREDENTIALS,
  });
  return {
    app,
    ...printed,
    async eventsOf(origin) {
      const { tableName } = app;
      return (
        await getEventsForOrigin<string>({ tableName, client, origin, limit: 500 })
      ).reverse();
    },
    async stop() {
      client.destroy();
      await app.stop();
    },
  };
}
