import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What was written to open an address. */
export interface OpenedAddress {
  /** Removes it again. */
  remove(): void;
}

/**
 * Opens an address with a secret in the person's browser. The arguments of a process can be read by everybody on the
 * machine, so the browser is given a file that only this person can read, which leads to the address. Without a browser
 * nothing happens: the address is printed in any case.
 */
export async function openInBrowser(url: string): Promise<OpenedAddress> {
  const folder = mkdtempSync(join(tmpdir(), "service-events-"));
  const file = join(folder, "open.html");
  writeFileSync(file, redirectTo(url), { mode: 0o600 });
  const { default: open } = await import("open");
  const program = await open(pathToFileURL(file).href).catch(() => undefined);
  // Unhandled, a missing browser would end this process.
  program?.on("error", () => {});
  return { remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A page that redirects at once. The address is our own, so escaping for HTML is enough. */
function redirectTo(url: string): string {
  const escaped = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${escaped}"><title>Service Events</title>`;
}
