import type { InvocationResult, LocalApp } from "@service-events/local";
import type { Action } from "./traffic.js";

/** How often an event of a type must be there. */
export interface ExpectedEvents {
  origin: string;
  event: string;
  count: number;
}

const USERS = "SignUp/Users";
const QUEUE = "Jobs/Queue";
const SCHEDULE = "NightlyReport/Schedule";
const WEBHOOK = "/webhooks/subscriptions";
/** How often the queue delivers a message that fails, by its redrive policy. */
const DELIVERIES = 3;

/** Whether an app has the triggers of the sample app, so that traffic can be driven through them. */
export function isSampleApp(app: LocalApp): boolean {
  const { userPools, queues, schedules } = app.describe();
  return (
    [
      [userPools, USERS],
      [queues, QUEUE],
      [schedules, SCHEDULE],
    ].every(([things, name]) =>
      (things as { name: string }[]).some((thing) => thing.name === name),
    ) && webhookUrl(app) !== undefined
  );
}

/**
 * Performs an action on the app.
 *
 * @throws Error when the function did not answer as it should
 */
export async function perform(app: LocalApp, action: Action): Promise<void> {
  switch (action.kind) {
    case "signUp":
      return assertOk(await confirm(app, action.user, "PostConfirmation_ConfirmSignUp"));
    case "newPassword":
      return assertOk(await confirm(app, action.user, "PostConfirmation_ConfirmForgotPassword"));
    case "subscribe":
      return assertStatus(await postWebhook(app, JSON.stringify(action.update)), 202);
    case "badWebhook":
      return assertStatus(await postWebhook(app, action.body), 400);
    case "job":
      app.send(QUEUE, JSON.stringify(action.job), { correlationId: action.correlationId });
      return;
    case "badMessage":
      app.send(QUEUE, action.body);
      return;
    case "nightlyReport":
      for (const result of await app.fire(SCHEDULE)) assertOk(result);
  }
}

/** The events that actions must leave in the log, once the queue is empty. */
export function expectedEvents(actions: readonly Action[]): ExpectedEvents[] {
  const counts = new Map<string, ExpectedEvents>();
  for (const [origin, event, count] of actions.flatMap(eventsOf)) {
    const key = `${origin} ${event}`;
    const before = counts.get(key)?.count ?? 0;
    counts.set(key, { origin, event, count: before + count });
  }
  return [...counts.values()].sort((a, b) =>
    `${a.origin} ${a.event}` < `${b.origin} ${b.event}` ? -1 : 1,
  );
}

function eventsOf(action: Action): [origin: string, event: string, count: number][] {
  switch (action.kind) {
    case "signUp":
      return [["sign-up", "USER_REGISTERED", 1]];
    case "subscribe":
      return [["subscriptions", "SUBSCRIPTION_UPDATED", 1]];
    case "job":
      return action.job.fail
        ? [
            ["jobs", "JOB_STARTED", DELIVERIES],
            ["jobs", "JOB_FAILED", DELIVERIES],
          ]
        : [
            ["jobs", "JOB_STARTED", 1],
            ["jobs", "JOB_COMPLETED", 1],
          ];
    case "badMessage":
      return [["jobs", "ERROR", DELIVERIES]];
    case "nightlyReport":
      return [
        ["nightly-report", "JOB_STARTED", 1],
        ["nightly-report", "JOB_COMPLETED", 1],
      ];
    case "newPassword":
    case "badWebhook":
      return [];
  }
}

/** Lines for a shell, one for each kind of trigger. */
export function curlLines(app: LocalApp): string[] {
  const control = `${app.url}/_local`;
  const queue = encodeURIComponent(QUEUE);
  return [
    `curl -d '{"userId":"you","plan":"team","status":"active","amount":99}' ${webhookUrl(app)}`,
    `curl -d '{"jobId":"job-1","kind":"invoice","userId":"you"}' '${control}/queues/${queue}?correlationId=mine'`,
    `curl -d '{"jobId":"job-2","kind":"export","userId":"you","fail":true}' ${control}/queues/${queue}`,
    `curl -d '{"userName":"you","request":{"userAttributes":{"email":"you@example.com"}}}' ${control}/user-pools/${encodeURIComponent(USERS)}/PostConfirmation`,
    `curl -X POST ${control}/schedules/${encodeURIComponent(SCHEDULE)}`,
    `curl ${control}`,
  ];
}

function webhookUrl(app: LocalApp): string | undefined {
  const api = app.apis.find(({ routes }) => routes.includes(`POST ${WEBHOOK}`));
  return api && api.url + WEBHOOK;
}

function confirm(
  app: LocalApp,
  user: { userName: string; email: string },
  triggerSource: string,
): Promise<InvocationResult> {
  const { userName, email } = user;
  const userAttributes = { sub: userName, email, email_verified: "true" };
  return app.trigger(USERS, "PostConfirmation", {
    userName,
    triggerSource,
    request: { userAttributes },
  });
}

function postWebhook(app: LocalApp, body: string): Promise<Response> {
  return fetch(String(webhookUrl(app)), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

function assertOk(result: InvocationResult): void {
  if (result.ok) return;
  throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
}

async function assertStatus(response: Response, status: number): Promise<void> {
  const text = await response.text();
  if (response.status === status) return;
  throw new Error(`${response.url} answered ${response.status} instead of ${status}: ${text}`);
}
