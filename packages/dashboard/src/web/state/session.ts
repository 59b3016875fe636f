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
/** How far the server's clock is ahead of this one, in ms. */
const skew = signal(0);

/** What the server says about itself, once it has said it. */
export const settings = signal<SettingsAnswer | undefined>(undefined);
/** Whether the server asks for a token that the page does not have, or no longer has. */
export const needsLogin = signal(false);
/** Why the server says nothing about itself. */
export const startError = signal<ApiError | undefined>(undefined);
/** Why the last login failed. */
export const loginProblem = signal("");
/** Whether the page may ask for events. */
export const isReady = computed(() => settings.value !== undefined && !needsLogin.value);

/** The one client of the page. */
export const api = createClient({
  token: () => token.peek(),
  onServerTime: (ms) => {
    skew.value = ms - Date.now();
  },
  onUnauthorized: () => {
    needsLogin.value = true;
  },
});

/** The server's time in ms, good to a second. */
export function serverNow(): number {
  return Date.now() + skew.peek();
}

/** Starts to use a token. */
function setToken(text: string): void {
  token.value = text;
  needsLogin.value = false;
}

/** Whether there is a token; it may be too old. */
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

/** Starts to use the token of a program on this machine. */
export function startWithToken(text: string): void {
  keep("token", text);
  setToken(text);
}

/** Asks what the server is, and ends a login that is under way. */
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
