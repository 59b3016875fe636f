import { describe, expect, it } from "@jest/globals";
import { parseOptions, UsageError } from "./options.js";

describe("parseOptions", () => {
  it("runs this repo's app until it is stopped, when nothing is given", () => {
    expect(parseOptions([], {})).toEqual({ once: false, verbose: false });
  });

  it("reads every option", () => {
    const args = "--once --port 0 --persist data --endpoint http://a --cdk-out out --verbose";
    expect(parseOptions(args.split(" "), { DYNAMODB_ENDPOINT: "http://b" })).toEqual({
      once: true,
      port: 0,
      persist: "data",
      endpoint: "http://a",
      cdkOut: "out",
      verbose: true,
    });
  });

  it("takes the endpoint from the environment when it is not given", () => {
    expect(parseOptions([], { DYNAMODB_ENDPOINT: "http://b" })).toMatchObject({
      endpoint: "http://b",
    });
    expect(parseOptions([], { DYNAMODB_ENDPOINT: "" })).toMatchObject({ endpoint: undefined });
  });

  it("keeps the tables where --persist says, whatever endpoint the environment names", () => {
    const options = parseOptions(["--persist", "data"], { DYNAMODB_ENDPOINT: "http://b" });
    expect(options).toMatchObject({ persist: "data", endpoint: undefined });
  });

  it("tells a wish for help from everything else", () => {
    expect(parseOptions(["--help", "--once"], {})).toBe("help");
    expect(parseOptions(["-h"], {})).toBe("help");
  });

  it.each([
    [["--nope"], /'--nope'/],
    [["extra"], /'extra'/],
    [["--port"], /--port/],
    [["--port", "http"], /--port must be a number from 0 to 65535, received 'http'/],
    [["--port", "65536"], /received '65536'/],
    [["--port", "1e3"], /received '1e3'/],
    [["--port="], /received ''/],
    [["--persist="], /--persist needs a value/],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args, {})).toThrow(UsageError);
    expect(() => parseOptions(args, {})).toThrow(message);
  });
});
