import { effect, signal } from "@preact/signals";

/** The theme: the system's, or a chosen one. */
export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** Preferences of the reader, kept in the browser and not in the address. */
export const theme = signal<Theme>(readTheme());
/** Whether single-key shortcuts are on. */
export const shortcuts = signal(read("shortcuts") !== "off");

/** Switches to the next theme. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.peek()) + 1) % THEMES.length] ?? "system";
}

/** Applies the theme, and stores the preferences. */
export function keepPreferences(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    write("theme", theme.value);
  });
  effect(() => write("shortcuts", shortcuts.value ? "on" : "off"));
}

function readTheme(): Theme {
  const stored = read("theme");
  return THEMES.find((name) => name === stored) ?? "system";
}

/** Storage may be disabled and then throws; the page works without it. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(`service-events.${name}`);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`service-events.${name}`, value);
  } catch {
    // Kept in memory only.
  }
}
