import { useSignal } from "@preact/signals";
import { beginLogin } from "../state/login.js";
import { hasToken, loginProblem, settings, startWithToken } from "../state/session.js";
import { toVisibleText } from "../text/visible.js";

/** Login by the OpenID provider, or with the token that the local dashboard printed. */
export function LoginView() {
  const { auth, oidc } = settings.value ?? {};
  return (
    <main class="page login" id="main">
      <h1>Log in</h1>
      {loginProblem.value && (
        <p class="problem" role="alert">
          {toVisibleText(loginProblem.value)}
        </p>
      )}
      {auth === "oidc" && oidc ? (
        <>
          <p class="muted">Only your team can see these events.</p>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              beginLogin(oidc).catch((error: unknown) => {
                loginProblem.value = String(error);
              });
            }}
          >
            Log in
          </button>
        </>
      ) : (
        <TokenForm />
      )}
    </main>
  );
}

function TokenForm() {
  const text = useSignal("");
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = text.value.trim();
        // Accepts the whole address as well.
        if (typed) startWithToken(/#token=([^&\s]+)/.exec(typed)?.[1] ?? typed);
      }}
    >
      <p class="muted">
        {hasToken()
          ? "This token does not belong to the running dashboard."
          : "This tab has no token."}{" "}
        Open the address that the program printed, or paste it here.
      </p>
      <label>
        Address or token
        <input
          type="password"
          class="field"
          autocomplete="off"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="button primary">
        Continue
      </button>
    </form>
  );
}
