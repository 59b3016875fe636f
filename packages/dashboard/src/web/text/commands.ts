/** Quotes a text for a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that prints an event. */
export function getCommand(id: string, table: string | undefined): string {
  return `service-events get ${shellWord(id)}${tableOption(table)}`;
}

/** The command for the same search. */
export function queryCommand(query: string, table: string | undefined): string {
  return `service-events query ${shellWord(query)}${tableOption(table)}`;
}

/** The curl command for a path of the API, with a variable instead of the token, which must not reach the clipboard. */
export function curlCommand(address: string, needsToken: boolean): string {
  const token = needsToken ? ' -H "Authorization: Bearer $SERVICE_EVENTS_TOKEN"' : "";
  return `curl${token} ${shellWord(address)}`;
}

function tableOption(table: string | undefined): string {
  return table ? ` --table ${shellWord(table)}` : "";
}
