/** A text as one word of a POSIX shell, whatever is in it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that prints an event. */
export function getCommand(id: string, table: string | undefined): string {
  return `service-events get ${shellWord(id)}${tableOption(table)}`;
}

/** The command that asks the same as the search box. */
export function queryCommand(query: string, table: string | undefined): string {
  return `service-events query ${shellWord(query)}${tableOption(table)}`;
}

/** The request for a path of the API. The token is the reader's to put in: it belongs into no clipboard. */
export function curlCommand(address: string, needsToken: boolean): string {
  const token = needsToken ? ' -H "Authorization: Bearer $SERVICE_EVENTS_TOKEN"' : "";
  return `curl${token} ${shellWord(address)}`;
}

function tableOption(table: string | undefined): string {
  return table ? ` --table ${shellWord(table)}` : "";
}
