import { describe, expect, it } from "@jest/globals";
import { matchRoute } from "./routes.js";

const keys = [
  "$default",
  "ANY /users/{id}",
  "GET /users/{id}",
  "GET /users/me",
  "GET /files/{path+}",
  "GET /files/{folder}/{name}",
  "GET /",
  "ANY /all/{proxy+}",
];
const routes = keys.map((key) => ({ key, target: key }));

describe("matchRoute", () => {
  it.each([
    ["GET", "/users/me", "GET /users/me", undefined],
    ["GET", "/users/42", "GET /users/{id}", { id: "42" }],
    ["PUT", "/users/42", "ANY /users/{id}", { id: "42" }],
    ["PUT", "/users/me", "ANY /users/{id}", { id: "me" }],
    ["GET", "/users/a%20b", "GET /users/{id}", { id: "a b" }],
    ["GET", "/users/%zz", "GET /users/{id}", { id: "%zz" }],
    ["GET", "/users/__proto__", "GET /users/{id}", { id: "__proto__" }],
    ["GET", "/files/a/b", "GET /files/{folder}/{name}", { folder: "a", name: "b" }],
    ["GET", "/files/a/b/c", "GET /files/{path+}", { path: "a/b/c" }],
    ["GET", "/", "GET /", undefined],
    ["DELETE", "/all/x", "ANY /all/{proxy+}", { proxy: "x" }],
    ["GET", "/users", "$default", undefined],
    ["GET", "/users/", "$default", undefined],
    ["GET", "/all/", "$default", undefined],
    ["GET", "/nothing/here", "$default", undefined],
  ])("%s %s is served by %s", (method, path, key, pathParameters) => {
    const match = matchRoute(routes, method, path);
    expect(match?.route.key).toBe(key);
    expect(match?.pathParameters).toEqual(pathParameters);
  });

  it("finds nothing when no route matches and there is no default", () => {
    expect(matchRoute([{ key: "POST /hooks", target: 1 }], "GET", "/hooks")).toBeUndefined();
  });
});
