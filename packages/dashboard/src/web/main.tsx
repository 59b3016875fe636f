import { render } from "preact";
import { App } from "./app.js";
import { listenForKeys } from "./state/commands.js";
import { followRoute } from "./state/live.js";
import { keepPreferences } from "./state/preferences.js";
import { followHistory } from "./state/route.js";
import { startSession, takeTokenFromAddress } from "./state/session.js";

takeTokenFromAddress();
keepPreferences();
followHistory();
listenForKeys();
followRoute();
void startSession();

const root = document.getElementById("app");
if (root) render(<App />, root);
