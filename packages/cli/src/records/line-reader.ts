import { readFile } from "node:fs/promises";
import { createForeignRecordMaker } from "@service-events/logger/foreign";
import { assertOrigin } from "@service-events/schema";
import { messageOf, usageError } from "../errors.js";
import { FORMATS, type ForeignFormat } from "./formats.js";
import { createLineMapper } from "./map-line.js";
import { type Mapping, parseMapping } from "./mapping.js";
import { type Parsed, parseRecord } from "./parse-record.js";

/** How the lines of a file become events. */
export interface LineOptions {
  from: "ndjson" | ForeignFormat;
  mapping?: string;
  origin?: string;
  retention?: string;
}

/**
 * Makes the reader of lines that the options ask for: of our own export, of another system's, or of any by a mapping.
 *
 * @throws CliError when options do not go together, or a mapping cannot be used.
 */
export async function createLineReader(options: LineOptions): Promise<(line: string) => Parsed> {
  const { from, mapping: file, origin, retention } = options;
  const format = from === "ndjson" ? undefined : from;
  if (format === undefined && file === undefined) {
    if (origin === undefined && retention === undefined) return parseRecord;
    throw usageError(
      "--origin and --retention only apply to exports of other systems",
      "our own exports contain both; name the other system with --from, or pass a --mapping",
    );
  }
  const mapping: Partial<Mapping> = {
    ...(format && FORMATS[format]),
    ...(file !== undefined && (await readMapping(file))),
    ...(origin !== undefined && { origin }),
  };
  if (!isComplete(mapping)) {
    throw usageError(
      `'${file}' does not map event and time`,
      'write "event": "$.…", "time": "$.…"',
    );
  }
  if (origin !== undefined) inOption("--origin", () => assertOrigin(origin));
  const toRecord = inOption("--retention", () => createForeignRecordMaker({ retention }));
  return createLineMapper(mapping, toRecord);
}

/** What an option cannot be is a matter of the command line, not of each line of the file. */
function inOption<Result>(option: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw usageError(`${option}: ${messageOf(error)}`);
  }
}

async function readMapping(file: string): Promise<Partial<Mapping>> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw usageError(`cannot read the mapping '${file}': ${messageOf(error)}`);
  });
  const parsed = parseMapping(text);
  if ("mapping" in parsed) return parsed.mapping;
  throw usageError(`${file}, line ${parsed.line}: ${parsed.problem}`, parsed.hint);
}

function isComplete(mapping: Partial<Mapping>): mapping is Mapping {
  return mapping.event !== undefined && mapping.time !== undefined;
}
