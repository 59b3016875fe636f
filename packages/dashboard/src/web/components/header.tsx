import { dialog } from "../state/layout.js";
import { logout } from "../state/login.js";
import { nextTheme, theme } from "../state/preferences.js";
import { route } from "../state/route.js";
import { hasToken, settings } from "../state/session.js";
import { Icon } from "./icon.js";
import { Link } from "./link.js";

/** The header of every view. */
export function Header() {
  const { view } = route.value;
  const { table, oidc } = settings.value ?? {};
  return (
    <header class="top">
      <a class="skip" href="#main">
        Skip to the events
      </a>
      <Link class="brand" to={{ view: "log", id: "" }}>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M8 10h16M8 16h10M8 22h13" />
        </svg>
        <span>Service Events</span>
      </Link>
      <nav aria-label="Views">
        <Link to={{ view: "log", id: "" }} isCurrent={view === "log"}>
          Log
        </Link>
        <Link to={{ view: "types", id: "" }} isCurrent={view === "types"}>
          Types
        </Link>
      </nav>
      {table && <span class="where muted">{table}</span>}
      <div class="top-tools">
        <button
          type="button"
          class="icon-button"
          aria-label="Commands"
          title="Commands (Ctrl K)"
          onClick={() => {
            dialog.value = "palette";
          }}
        >
          <Icon name="command" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`Theme: ${theme.value}`}
          title={`Theme: ${theme.value}`}
          onClick={nextTheme}
        >
          <Icon name="theme" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Help"
          title="Help (?)"
          onClick={() => {
            dialog.value = "help";
          }}
        >
          <Icon name="help" />
        </button>
        {oidc && hasToken() && (
          <button type="button" class="button" onClick={() => logout(oidc)}>
            Log out
          </button>
        )}
      </div>
    </header>
  );
}
