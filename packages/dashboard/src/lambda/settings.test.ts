import { expect, it } from "@jest/globals";
import { readSettings } from "./settings.js";

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  EVENT_LOG_TABLE: "event-log",
  DASHBOARD_ISSUER: "https://idp.example.com",
  DASHBOARD_CLIENT_ID: "page",
  DASHBOARD_AUTHORIZATION_ENDPOINT: "https://idp.example.com/authorize",
  DASHBOARD_TOKEN_ENDPOINT: "https://idp.example.com/token",
  DASHBOARD_SCOPES: "openid email",
};

it("reads what the construct has set", () => {
  expect(readSettings(ENVIRONMENT)).toMatchObject({
    about: { region: "eu-west-1", table: "event-log" },
    oidc: { issuer: "https://idp.example.com", clientId: "page", scopes: ["openid", "email"] },
  });
});

it("reads a table of its own region by name", () => {
  const { table } = readSettings(ENVIRONMENT);

  expect(table).toEqual({ address: "event-log", region: undefined });
});

it("reads a table of another account or region by ARN, and shows its name", () => {
  const arn = "arn:aws:dynamodb:us-east-1:444455556666:table/event-log";

  const { table, about } = readSettings({ ...ENVIRONMENT, EVENT_LOG_TABLE: arn });

  expect(table).toEqual({ address: arn, region: "us-east-1" });
  expect(about).toEqual({ region: "eu-west-1", table: "event-log" });
});

it.each(Object.keys(ENVIRONMENT))("refuses to start without %s", (name) => {
  for (const value of [undefined, ""]) {
    expect(() => readSettings({ ...ENVIRONMENT, [name]: value })).toThrow(
      `the environment variable ${name} is not set`,
    );
  }
});
