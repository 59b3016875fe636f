import { describe, expect, it } from "@jest/globals";
import { readSettings } from "./settings.js";

describe("settings of the environment", () => {
  it("have defaults", () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      tableName: undefined,
      origin: undefined,
      environment: "prod",
      shards: 1,
    });
    expect(settings.retention.standard).toBe(30 * 86_400);
    expect(settings.retention.byEvent.get("ERROR")).toBe(90 * 86_400);
  });

  it("are what the construct sets", () => {
    const settings = readSettings({
      EVENT_LOG_TABLE: "event-log",
      EVENT_LOG_ORIGIN: "orders",
      EVENT_LOG_ENVIRONMENT: "dev",
      EVENT_LOG_SHARDS: "4",
      EVENT_LOG_RETENTION: "7d,ERROR=forever",
      AWS_LAMBDA_FUNCTION_NAME: "stack-orders-1A2B",
      NODE_ENV: "production",
    });
    expect(settings).toMatchObject({
      tableName: "event-log",
      origin: "orders",
      environment: "dev",
      shards: 4,
    });
    expect(settings.retention.standard).toBe(7 * 86_400);
    expect(settings.retention.byEvent.get("ERROR")).toBe("forever");
  });

  it.each([
    ["production", "prod"],
    ["development", "dev"],
    ["local", "local"],
    ["staging", "staging"],
    ["", "prod"],
  ])("take NODE_ENV %p for the environment %p", (name, environment) => {
    expect(readSettings({ NODE_ENV: name }).environment).toBe(environment);
  });

  it("take the function's name for the origin when none is given", () => {
    expect(readSettings({ AWS_LAMBDA_FUNCTION_NAME: "orders-1A2B" }).origin).toBe("orders-1A2B");
  });

  it.each([
    [{ EVENT_LOG_ORIGIN: "a#b" }, "EVENT_LOG_ORIGIN: origin 'a#b' is not allowed"],
    [
      { EVENT_LOG_SHARDS: "0" },
      "EVENT_LOG_SHARDS: shards must be a whole number from 1 to 128, received 0",
    ],
    [
      { EVENT_LOG_SHARDS: "many" },
      "EVENT_LOG_SHARDS: shards must be a whole number from 1 to 128, received NaN",
    ],
    [{ EVENT_LOG_RETENTION: "30" }, "EVENT_LOG_RETENTION: retention '30' cannot be read at '30'"],
    [{ EVENT_LOG_RETENTION: "30d,ERROR=0d" }, "cannot be read at 'ERROR=0d'"],
  ])("refuse %p by name", (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
  });
});
