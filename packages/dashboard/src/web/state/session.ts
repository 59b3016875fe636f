import { computed, signal } from "@preact/signals";
import type { SettingsAnswer } from "../../api/answers.js";
import { createClient } from "../api/client.js";
import { type ApiError, toApiError } from "../api/error.js";
import { beginLogin, finishLogin, isCallback, LOGGED_IN } from "./login.js";
import { parseRoute, route } from "./route.js";
import { forget, keep, recall } from "./tab.js";

/**
 * The access token. One of a provider is held here alone: after a reload the provider, which knows the browser, gives
 * another.
 */
const token = signal<string | undefined>(undefined);
/** The offset of the server's clock, in ms. */
const skew = signal(0);

/** The server's settings, once loaded. */
export const settings = signal<SettingsAnswer | undefined>(undefined);
/** Whether the page needs a new token. */
export const needsLogin = signal(false);
/** Why the settings could not be loaded. */
export const startError = signal<ApiError | undefined>(undefined);
/** Why the last login failed. */
export const loginProblem = signal("");
/** Whether the page can load events. */
export const isReady = computed(() => settings.value !== undefined && !needsLogin.value);

/** The API client. */
export const api = createClient({
  token: () => token.peek(),
  onServerTime: (ms) => {
    skew.value = ms - Date.now();
  },
  onUnauthorized: () => {
    needsLogin.value = true;
  },
});

/** The server's time in ms, to the second. */
export function serverNow(): number {
  return Date.now() + skew.peek();
}

/** Starts to use a token. */
function setToken(text: string): void {
  token.value = text;
  needsLogin.value = false;
}

/** Whether there is a token, which may have expired. */
export function hasToken(): boolean {
  return token.peek() !== undefined;
}

/**
 * Takes the token from the address, where the program on this machine that opened the page put it, and takes it out of
 * there. That token, which ends with its program, outlives a reload of its tab.
 */
export function takeTokenFromAddress(): void {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    history.replaceState(null, "", location.pathname + location.search);
    startWithToken(found);
    return;
  }
  const kept = recall("token");
  if (kept) setToken(kept);
}

/** Uses the token of a local dashboard. */
export function startWithToken(text: string): void {
  keep("token", text);
  setToken(text);
}

/** Loads the settings, and completes a pending login. */
export async function startSession(): Promise<void> {
  startError.value = undefined;
  try {
    const answer = await api.settings();
    needsLogin.value = answer.auth !== "none" && !hasToken();
    if (answer.oidc && isCallback()) await endLogin(answer.oidc);
    else if (answer.oidc && needsLogin.value && recall(LOGGED_IN)) {
      // Once: who is sent back without a token sees the page that says why.
      forget(LOGGED_IN);
      await beginLogin(answer.oidc);
      return;
    }
    settings.value = answer;
  } catch (error) {
    startError.value = toApiError(error);
  }
}

async function endLogin(oidc: NonNullable<SettingsAnswer["oidc"]>): Promise<void> {
  try {
    setToken(await finishLogin(oidc));
    keep(LOGGED_IN, "yes");
  } catch (error) {
    loginProblem.value = toApiError(error).message;
  }
  route.value = parseRoute(new URL(location.href));
}
