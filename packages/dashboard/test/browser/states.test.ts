import { describe, expect, it } from "@jest/globals";
import { waitForDrawing } from "./log-page.js";
import { answerWith } from "./page-states.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(1_000, Date.now());

const site = useSite(EVENTS);

describe("the reason why no events are shown", () => {
  it("is given when nothing matches, with a wider time range one click away", async () => {
    const page = await site.open("/?q=user%3Anobody+since%3A1h");
    await page.getByRole("heading", { name: "No events match" }).waitFor();
    expect(await page.locator(".histogram, .facets").count()).toBe(0);
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "user:nobody since:7d");
  }, 60_000);

  it("is given when the table is busy, and the search retried after Retry-After", async () => {
    const page = await site.open("/", { prepare: answerWith(429, { "retry-after": "2" }) });
    await page.getByRole("heading", { name: "The table is busy" }).waitFor();
    await page.unroute("**/api/events?*");
    await page.locator(".rows .line").first().waitFor();
    await page.locator(".facet").first().waitFor();
  }, 60_000);

  it("is given when access is denied, without a retry button", async () => {
    const page = await site.open("/", { prepare: answerWith(403) });
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    expect(await page.getByRole("button", { name: /again/ }).count()).toBe(0);
  }, 60_000);

  it("is given when the server is unreachable, and the search retried when the network is back", async () => {
    const page = await site.open("/");
    await page.locator(".rows .line").first().waitFor();
    await page.context().setOffline(true);
    await page.keyboard.press("/");
    await page.locator("#search").fill("level:error since:7d");
    await page.locator("#search").press("Enter");
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    await page.context().setOffline(false);
    await page.locator(".rows .line").first().waitFor();
  }, 60_000);

  it("is given when the settings cannot be loaded, and goes away after a retry", async () => {
    const page = await site.open("/?q=since%3A7d", {
      prepare: (tab) => tab.route("**/api/settings", (route) => route.abort()),
    });
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    await page.unroute("**/api/settings");
    await page.getByRole("button", { name: /^Try again now/ }).click();
    await page.locator(".rows .line").first().waitFor();
  }, 60_000);

  it("is a missing token, and entering one keeps the address", async () => {
    const page = await site.open("/types", { withToken: false });
    const field = page.getByLabel("Address or token");
    await field.fill("not the token of this run");
    await field.press("Enter");
    await page.getByText("does not belong to the running dashboard").waitFor();
    await field.fill(`${site.origin}/#token=${site.token}`);
    await field.press("Enter");
    await page.getByRole("heading", { name: "Event types" }).waitFor();
  }, 60_000);
});

describe("the other views", () => {
  it("show the timeline of a user, with the time between events", async () => {
    const page = await site.open("/user?id=u_1");
    const own = EVENTS.filter(({ userId }) => userId === "u_1");
    await page.locator(".timeline .entry").first().waitFor();
    expect(await page.locator(".timeline .entry").count()).toBe(own.length);
    const times = await page
      .locator(".timeline time")
      .evaluateAll((all) => all.map((time) => time.getAttribute("datetime")));
    const oldestFirst = own.map(({ at }) => at).sort();
    expect(times).toEqual([...oldestFirst].reverse());
    expect(await page.locator(".between").first().textContent()).toMatch(/^− \d/);
    await page.getByRole("button", { name: /change to oldest first/ }).click();
    await page.locator(`.timeline .entry >> nth=0 >> time[datetime="${oldestFirst[0]}"]`).waitFor();
    expect(await page.locator(".between").first().textContent()).toMatch(/^\+ \d/);
  }, 60_000);

  it("show the timeline of a request, and one event among its neighbours", async () => {
    const correlationId = String(EVENTS[5]?.correlationId);
    const page = await site.open(`/correlation?id=${correlationId}`);
    await page.locator(".timeline .type").first().click();
    await page.getByRole("heading", { name: "Surrounding events" }).waitFor();
    expect(await page.locator(".timeline [aria-current=true]").count()).toBe(1);
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: correlationId }).waitFor();
  }, 60_000);

  it("list types with counts and retention, and mark undeclared ones", async () => {
    const page = await site.open("/types");
    const failed = page.getByRole("row", { name: /JOB_FAILED/ });
    await failed.waitFor();
    const count = EVENTS.filter(({ event }) => event === "JOB_FAILED").length;
    const cells = await failed.getByRole("cell").allTextContents();
    expect(cells[1]).toBe(String(count));
    expect(cells[3]).toBe("90 d");
    const drifted = page.getByRole("row", { name: /not in a catalogue/ });
    expect(await drifted.getByRole("rowheader").textContent()).toContain("CARD_EXPIRING");
  }, 60_000);

  it("are reached from the palette, by keyboard", async () => {
    const page = await site.open("/");
    await page.locator(".rows .line").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("types");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Event types" }).waitFor();
  }, 60_000);

  it("list their shortcuts, which can be turned off permanently", async () => {
    const page = await site.open("/");
    await page.locator(".rows .line").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.locator(".rows .line").first().waitFor();
    await page.keyboard.press("y");
    await page.keyboard.press("?");
    await waitForDrawing(page);
    expect(new URL(page.url()).pathname).toBe("/");
    expect(await page.getByRole("dialog").count()).toBe(0);
  }, 60_000);
});

it("formats numbers and times in the reader's language and zone", async () => {
  const page = await site.open("/user?id=u_1&order=oldest", {
    locale: "de-DE",
    timezoneId: "Asia/Tokyo",
  });
  const first =
    EVENTS.filter(({ userId }) => userId === "u_1")
      .map(({ at }) => at)
      .sort()[0] ?? "";
  await page.locator(".timeline .entry").first().waitFor();
  const day = new Intl.DateTimeFormat("de-DE", { weekday: "long", timeZone: "Asia/Tokyo" });
  const clock = new Intl.DateTimeFormat("de-DE", { timeStyle: "medium", timeZone: "Asia/Tokyo" });
  const ms = Date.parse(first);
  expect(await page.locator(".day").first().textContent()).toContain(day.format(ms));
  expect(await page.locator(".timeline time").first().textContent()).toContain(clock.format(ms));
}, 60_000);
