/** Whether somebody pasted the id of an event where a query is expected. */
export function looksLikeEventId(text: string): boolean {
  return /^[^@\s]+@\d{4}-\d\d-\d\dT[\d:.]+Z@[^@\s]+(@[^@\s]+)?$/.test(text);
}
