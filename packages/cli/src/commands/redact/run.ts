import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import {
  explainRedaction,
  type RedactionFinding,
  type RedactionOptions,
  redactPayload,
} from "@service-events/logger/redaction";
import { escapeHidden, toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { messageOf, usageError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";

export interface RedactOptions {
  explain?: boolean;
  options?: string;
}

/** `service-events redact`: what a logger would store of payloads, or what it would change in them and why. */
export async function runRedact(
  cli: Cli,
  file: string | undefined,
  { explain, options: optionsFile }: RedactOptions,
): Promise<ExitCode> {
  const options = optionsFile === undefined ? {} : parseOptions(await readText(optionsFile));
  const payloads = parsePayloads(
    file === undefined || file === "-" ? await text(cli.io.stdin) : await readText(file),
  );
  checkOptions(options);
  let count = 0;
  for (const [index, payload] of payloads.entries()) {
    if (!explain) {
      await cli.out.line(toSafeJson(redactPayload(payload, options)));
      continue;
    }
    for (const finding of explainRedaction(payload, options)) {
      count++;
      const line = payloads.length > 1 ? { line: index + 1, ...finding } : finding;
      await cli.out.line(cli.options.json ? toSafeJson(line) : describe(line));
    }
  }
  if (explain) {
    const found = count === 1 ? "1 value" : `${count} values`;
    cli.notes.note(
      `${found} redacted in ${payloads.length === 1 ? "1 payload" : `${payloads.length} payloads`}`,
    );
  }
  return EXIT.ok;
}

function describe({ line, path, reason, after }: RedactionFinding & { line?: number }): string {
  const place = line === undefined ? path : `${line}: ${path}`;
  const stored = after === undefined ? "left out" : toSafeJson(after);
  return `${escapeHidden(place)}  ${reason}  ${stored}`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`cannot read '${file}': ${messageOf(error)}`);
  }
}

/** One JSON text, or one on each line. */
function parsePayloads(content: string): unknown[] {
  try {
    return [JSON.parse(content)];
  } catch {
    const lines = content.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw usageError(
          `line ${index + 1} is not JSON`,
          "give one JSON payload, or one on each line",
        );
      }
    });
  }
}

/** What JSON can say of the options; patterns are written as texts. */
function parseOptions(content: string): RedactionOptions {
  try {
    const { patterns, ...options } = JSON.parse(content) as RedactionOptions & {
      patterns?: string[];
    };
    return patterns ? { ...options, patterns: patterns.map((each) => new RegExp(each)) } : options;
  } catch (error) {
    throw usageError(`the options are not valid: ${messageOf(error)}`);
  }
}

function checkOptions(options: RedactionOptions): void {
  try {
    redactPayload(null, options);
  } catch (error) {
    throw usageError(`the options are not valid: ${messageOf(error)}`);
  }
}
