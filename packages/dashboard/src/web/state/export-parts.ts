/** Longer than the truncation line and the CSV header. */
const LINE_BYTES = 4_000;

/** A part of an export, and the cursor of the next part. */
export interface ExportPart {
  events: Blob;
  /** Missing in the last part. */
  cursor?: string;
}

/** Removes the truncation line, and the header of every part but the first. */
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

/** The cursor in the truncation line, and the length of that line in bytes. */
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

/** Rows of events end with an id, quoted if it has a line break, so they cannot match this. */
function readCsvCut(end: string): Cut | undefined {
  const found =
    /# truncated after \d+ events \([\w-]+\); continue with cursor ([\w.~-]+)\r\n$/.exec(end);
  return found ? { cursor: found[1] ?? "", length: found[0].length } : undefined;
}

async function lengthOfTitles(body: Blob): Promise<number> {
  return (await body.slice(0, LINE_BYTES).text()).indexOf("\r\n") + 2;
}
