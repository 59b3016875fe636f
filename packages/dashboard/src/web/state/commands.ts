import { step } from "../components/detail-panel.js";
import { toggleTail } from "../components/tail-bar.js";
import { curlCommand, queryCommand } from "../text/commands.js";
import { setValue } from "../text/terms.js";
import { announce } from "./announce.js";
import { dialog } from "./layout.js";
import { nextTheme, shortcuts, theme } from "./preferences.js";
import { adjust, DEFAULT_QUERY, hrefOf, navigate, route } from "./route.js";
import { settings } from "./session.js";

/** A command of the palette, optionally with a shortcut. */
export interface Command {
  name: string;
  /** Its single-key shortcut. */
  key?: string;
  run(): void;
}

/** All commands, in the order of the palette and the help. */
export function commands(): Command[] {
  const { order, zone, query, open } = route.peek();
  const { table, auth } = settings.peek() ?? {};
  const api = `${location.origin}/api/events?${new URLSearchParams({ q: query, order })}`;
  return [
    { name: "Search", key: "/", run: focusSearch },
    { name: "Follow live, or stop following", key: "t", run: toggleTail },
    { name: "Export results", key: "e", run: () => openDialog("export") },
    { name: "Next event", key: "]", run: () => step(1) },
    { name: "Previous event", key: "[", run: () => step(-1) },
    {
      name: "Open the event's page",
      key: "o",
      run: () => open && goTo({ view: "event", id: open }),
    },
    { name: "Only errors", run: () => goTo({ query: setValue(query, "level", "error") }) },
    { name: "All events of the last 24 hours", run: () => goTo({ query: DEFAULT_QUERY }) },
    {
      name: order === "newest" ? "Oldest first" : "Newest first",
      run: () => goTo({ order: order === "newest" ? "oldest" : "newest" }),
    },
    {
      name: zone === "utc" ? "Show local times" : "Show times in UTC",
      key: "z",
      run: () => adjust({ zone: zone === "utc" ? "local" : "utc" }),
    },
    { name: "Go to the log", run: () => goTo({}) },
    { name: "Go to event types", key: "y", run: () => goTo({ view: "types" }) },
    { name: `Change the theme (now ${theme.peek()})`, run: nextTheme },
    { name: "Copy the search as CLI", run: () => copy("CLI", queryCommand(query, table)) },
    { name: "Copy the search as URL", run: () => copy("URL", location.origin + hrefOf({})) },
    { name: "Copy the search as curl", run: () => copy("curl", curlCommand(api, auth !== "none")) },
    {
      name: shortcuts.peek() ? "Turn single-key shortcuts off" : "Turn single-key shortcuts on",
      run: () => {
        shortcuts.value = !shortcuts.peek();
      },
    },
    { name: "Help", key: "?", run: () => openDialog("help") },
  ];
}

/** Handles shortcuts, except in fields and dialogs. */
export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openDialog("palette");
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.peek() || isTyping(event.target)) return;
    if (event.key === "Escape" && route.peek().open) {
      navigate({ open: "" });
      return;
    }
    if (!shortcuts.peek()) return;
    if (event.key === "j" || event.key === "k") {
      document.getElementById("events")?.focus();
      return;
    }
    const command = commands().find(({ key }) => key === event.key);
    if (!command) return;
    event.preventDefault();
    command.run();
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isText = target instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(target.type);
  return isText || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function focusSearch(): void {
  const input = document.getElementById("search");
  if (input instanceof HTMLInputElement) input.select();
  else {
    goTo({});
    requestAnimationFrame(() => document.getElementById("search")?.focus());
  }
}

function openDialog(name: "palette" | "help" | "export"): void {
  dialog.value = name;
}

/** Navigates, by default to the log. */
function goTo(change: Parameters<typeof navigate>[0]): void {
  navigate({ view: "log", ...(change.view ? {} : { id: "" }), open: "", tail: false, ...change });
}

function copy(name: string, text: string): void {
  navigator.clipboard.writeText(text).then(
    () => announce(`${name} copied`),
    () => announce("The browser blocked copying"),
  );
}
