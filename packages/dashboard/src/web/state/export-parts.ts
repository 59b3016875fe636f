/** Longer than the line with which an export ends that is not whole, and than the titles of a CSV. */
const LINE_BYTES = 4_000;

/** A part of an export, and from where the next one goes on. */
export interface ExportPart {
  events: Blob;
  /** Missing in the last part. */
  cursor?: string;
}

/** Takes the line off that says where an export was cut, and the titles that only the first part is to have. */
export async function takePart(
  body: Blob,
  format: "ndjson" | "csv",
  isFirst: boolean,
): Promise<ExportPart> {
  const end = await body.slice(-LINE_BYTES).text();
  const cut = format === "csv" ? readCsvCut(end) : readJsonCut(end);
  const start = format === "csv" && !isFirst ? await lengthOfTitles(body) : 0;
  return { events: body.slice(start, body.size - (cut?.length ?? 0)), cursor: cut?.cursor };
}

/** Where an export goes on, and how many bytes the line has that says so. */
interface Cut {
  cursor: string;
  length: number;
}

function readJsonCut(end: string): Cut | undefined {
  const line = /[^\n]*\n$/.exec(end)?.[0] ?? "";
  if (!line.startsWith('{"truncated":')) return undefined;
  const { truncated } = JSON.parse(line) as { truncated: { cursor?: string } };
  return { cursor: truncated.cursor ?? "", length: line.length };
}

/** A row of an event ends with an id, in quotes where it holds a line break: it cannot be taken for this one. */
function readCsvCut(end: string): Cut | undefined {
  const found = /# truncated after \d+ events \([\w-]+\); go on with cursor ([\w.~-]+)\r\n$/.exec(
    end,
  );
  return found ? { cursor: found[1] ?? "", length: found[0].length } : undefined;
}

async function lengthOfTitles(body: Blob): Promise<number> {
  return (await body.slice(0, LINE_BYTES).text()).indexOf("\r\n") + 2;
}
