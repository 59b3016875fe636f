import { ExportDialog } from "./components/export-dialog.js";
import { Failure } from "./components/failure.js";
import { Header } from "./components/header.js";
import { Help } from "./components/help.js";
import { Palette } from "./components/palette.js";
import { announcement } from "./state/announce.js";
import { dialog } from "./state/layout.js";
import { route, type View } from "./state/route.js";
import { needsLogin, settings, startError, startSession } from "./state/session.js";
import { EventView } from "./views/event-view.js";
import { LogView } from "./views/log-view.js";
import { LoginView } from "./views/login-view.js";
import { TimelineView } from "./views/timeline-view.js";
import { TypesView } from "./views/types-view.js";

const VIEWS: Record<View, () => preact.VNode> = {
  log: LogView,
  event: EventView,
  user: TimelineView,
  correlation: TimelineView,
  types: TypesView,
};

/** The page. */
export function App() {
  return (
    <>
      <Header />
      <Content />
      {dialog.value === "palette" && <Palette />}
      {dialog.value === "help" && <Help />}
      {dialog.value === "export" && <ExportDialog />}
      <div class="visually-hidden" role="status">
        {announcement.value}
      </div>
    </>
  );
}

function Content() {
  if (startError.value) {
    return (
      <main class="page" id="main">
        <h1 class="visually-hidden">Service Events</h1>
        <Failure error={startError.value} onRetry={() => void startSession()} />
      </main>
    );
  }
  if (!settings.value) return <main class="page" id="main" aria-busy="true" />;
  if (needsLogin.value) return <LoginView />;
  const { view, id } = route.value;
  const Shown = VIEWS[view];
  return <Shown key={`${view} ${id}`} />;
}
