import type { Page } from "playwright-core";

/** A state of the page, and how it is reached. */
export interface PageState {
  address: string;
  /** Default: with one. */
  withToken?: boolean;
  /** Runs before the page does. */
  prepare?(page: Page): Promise<unknown>;
  /** Resolves once the page is in that state. */
  reach(page: Page): Promise<unknown>;
}

/** Answers in the API's place, as it answers with problems. */
export function answerWith(status: number, headers: Record<string, string> = {}) {
  return async (page: Page) => {
    await page.route("**/api/events?*", (route) =>
      route.fulfill({
        status,
        contentType: "application/problem+json",
        headers,
        body: JSON.stringify({ title: "No", status, detail: `answered ${status}` }),
      }),
    );
  };
}

/** A log of few rows, for states that add something to it: the rows themselves are a state of their own. */
const FEW = "/?q=event%3AMAIL_BOUNCED+since%3A7d";

const firstRow = (page: Page) => page.locator(".rows .line").first().waitFor();
const facets = (page: Page) => page.locator(".facet").first().waitFor({ state: "attached" });
const heading = (name: string) => (page: Page) => page.getByRole("heading", { name }).waitFor();

/** A state that a key leads to from the log, once it shows a dialog of this name. */
function dialogByKey(key: string, name: string): PageState {
  return {
    address: FEW,
    async reach(page) {
      await firstRow(page);
      await page.keyboard.press(key);
      await page.getByRole("dialog", { name }).waitFor();
    },
  };
}

/** A state in which something that the log's button opens lies over it. */
function popover(button: string | RegExp, name: string): PageState {
  return {
    address: FEW,
    async reach(page) {
      await firstRow(page);
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("dialog", { name }).waitFor();
    },
  };
}

const ERRORS = "/?q=event%3AERROR+since%3A7d";

/** Every state of the page that differs from the others in what is drawn. */
export const PAGE_STATES: Record<string, PageState> = {
  "the log": { address: "/?q=since%3A7d", reach: facets },
  "the plan": {
    address: FEW,
    async reach(page) {
      await facets(page);
      await page.locator(".plan summary").click();
      await page.locator(".plan-details").waitFor();
    },
  },
  "the plan before a search": {
    address: FEW,
    async reach(page) {
      await firstRow(page);
      await page.locator("#search").fill("user:u_3 since:7d");
      await page.locator(".plan", { hasText: "before you search" }).waitFor();
    },
  },
  "an open event": {
    address: ERRORS,
    async reach(page) {
      await facets(page);
      await page.locator(".rows .line").nth(1).click();
      await page.getByRole("complementary", { name: "Event" }).waitFor();
    },
  },
  "the live tail": {
    address: `${FEW}&tail=on`,
    reach: (page) => page.getByRole("button", { name: "Pause" }).waitFor(),
  },
  "the paused tail": {
    address: `${FEW}&tail=on`,
    async reach(page) {
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: /Paused/ }).waitFor();
    },
  },
  "no events": {
    address: "/?q=user%3Anobody+since%3A1h",
    reach: heading("No events match"),
  },
  "a search that stopped": {
    address: "/?q=since%3A7d",
    prepare: (page) =>
      page.route("**/api/events?*", async (route) => {
        const response = await route.fetch();
        const found = { events: [], complete: false, stopped: "items", cursor: "later" };
        await route.fulfill({ response, json: { ...(await response.json()), ...found } });
      }),
    reach: heading("Not everything has been read yet"),
  },
  "a query that is wrong": {
    address: "/?q=nofield%3Ax",
    reach: (page) => page.locator("#search-error").waitFor(),
  },
  completion: {
    address: FEW,
    async reach(page) {
      await page.locator("#search").fill("event:JO");
      await page.getByRole("option").first().waitFor();
    },
  },
  loading: {
    address: "/",
    prepare: (page) => page.route("**/api/events?*", () => {}),
    reach: (page) => page.locator(".results .skeleton").waitFor(),
  },
  "a failure": { address: "/", prepare: answerWith(500), reach: heading("Something went wrong") },
  "a busy table": {
    address: "/",
    prepare: answerWith(429, { "retry-after": "600" }),
    reach: heading("The table is busy"),
  },
  "no permission": {
    address: "/",
    prepare: answerWith(403),
    reach: heading("You do not have access"),
  },
  "no connection": {
    address: "/",
    prepare: (page) => page.route("**/api/events?*", (route) => route.abort()),
    reach: heading("No connection"),
  },
  "no token": { address: "/", withToken: false, reach: heading("Log in") },
  "the time picker": popover(/^Time/, "Time"),
  "the column picker": popover("Columns", "Columns"),
  types: { address: "/types", reach: (page) => page.locator("tbody tr").first().waitFor() },
  "a user": { address: "/user?id=u_1", reach: (page) => page.locator(".entry").first().waitFor() },
  "a correlation": {
    address: ERRORS,
    async reach(page) {
      await page.locator(".rows .line").first().click();
      await page.getByRole("complementary").getByRole("link", { name: /^req-/ }).click();
      await page.locator(".entry").first().waitFor();
    },
  },
  "the event's page": {
    address: ERRORS,
    async reach(page) {
      await page.locator(".rows .line").first().click();
      await page.keyboard.press("o");
      await page.getByRole("heading", { name: "Surrounding events" }).waitFor();
    },
  },
  "an event that is not there": {
    address: `/event?id=${encodeURIComponent("orders@2020-01-01T00:00:00.000000Z@JOB_FAILED@p1")}`,
    reach: heading("Not found"),
  },
  help: dialogByKey("?", "Help"),
  palette: dialogByKey("Control+k", "Commands"),
  export: dialogByKey("e", "Export"),
};
