import { effect, signal } from "@preact/signals";

/** How bright the page is: as the system says, or as the reader says. */
export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What belongs to the reader, not to what is shown, and so is kept in the browser and not in the address. */
export const theme = signal<Theme>(readTheme());
/** Whether single keys are commands. */
export const shortcuts = signal(read("shortcuts") !== "off");

/** Goes from one theme to the next. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.peek()) + 1) % THEMES.length] ?? "system";
}

/** Puts the theme on the page, and keeps what is chosen. */
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

/** Storage may be switched off, and then throws; the page works without. */
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
    // Kept for as long as the page is open.
  }
}
