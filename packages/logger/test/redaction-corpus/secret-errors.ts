import { type Case, secret } from "./case.js";
import type { Random } from "./random.js";

type Make = (password: string, token: string) => unknown;

const error = (name: string, message: string, fields: object = {}) =>
  Object.assign(new Error(message), { name }, fields);

/** Errors as well-known libraries throw them: what they say, and what they carry. */
export function libraryErrors(random: Random): Case[] {
  const makes: readonly Make[] = [
    (_, token) =>
      error("AxiosError", "Request failed with status code 401", {
        config: {
          url: "/a",
          headers: { Authorization: `Bearer ${token}` },
          data: `{"token":"${token}"}`,
        },
        response: { status: 401, config: { headers: { Authorization: token } }, data: { token } },
      }),
    (password) =>
      error("AxiosError", "connect ECONNREFUSED", {
        config: {
          baseURL: `https://ann:${password}@api.example.com`,
          url: "/a",
          auth: { username: "ann", password },
        },
      }),
    (_, token) =>
      error("HTTPError", "Response code 401 (Unauthorized)", {
        code: "ERR_NON_2XX_3XX_RESPONSE",
        options: {
          url: new URL(`https://api.example.com/?api_key=${token}`),
          headers: { authorization: `Bearer ${token}` },
        },
      }),
    (password) =>
      error("TypeError", "Invalid URL", {
        code: "ERR_INVALID_URL",
        input: `postgres://app:${password}#1@db/shop`,
        base: undefined,
      }),
    (password) =>
      error("TypeError", `Failed to parse URL from https://ann:${password}@api.example.com/v1`),
    (_, token) =>
      error(
        "FetchError",
        `request to https://api.example.com/v1?access_token=${token} failed, reason: ENOTFOUND`,
        { type: "system" },
      ),
    (_, token) =>
      error("InvalidArgumentError", `invalid authorization header: Bearer ${token}`, {
        code: "UND_ERR_INVALID_ARG",
      }),
    (password) =>
      error("error", `password authentication failed for user "app"`, {
        severity: "FATAL",
        code: "28P01",
        client: { connectionParameters: { host: "db", user: "app", password } },
      }),
    (password) =>
      error("error", "duplicate key value violates unique constraint", {
        code: "23505",
        query: "insert into users(email, password) values ($1, $2)",
        parameters: { email: "a@b.example", password },
      }),
    (password) =>
      error(
        "Error",
        `insert into "users" ("email", "password") values ('a@b.example', '${password}') - duplicate key`,
      ),
    (password) =>
      error("Error", "ER_DUP_ENTRY", {
        sql: `UPDATE users SET password = '${password}' WHERE id = 2`,
        errno: 1062,
      }),
    (password) =>
      error("Error", "ER_ACCESS_DENIED_ERROR", {
        sql: `SET PASSWORD FOR 'app' = PASSWORD('${password}')`,
      }),
    (password) =>
      error("SequelizeConnectionError", "connection refused", {
        parent: { config: { host: "db", password } },
      }),
    (password) =>
      error(
        "PrismaClientInitializationError",
        `Can't reach database server at postgresql://app:${password}@db:5432`,
      ),
    (password) =>
      error("MongoServerError", "Authentication failed", {
        connectionString: `mongodb://app:${password}@db/shop`,
      }),
    (password) => error("MongoParseError", `URI malformed: mongodb://app:${password}@db/shop`),
    (password) =>
      error("ReplyError", "WRONGPASS invalid username-password pair", {
        command: { name: "auth", args: ["app", password] },
      }),
    (password) =>
      error("ReplyError", "ERR AUTH <password> called without any password", {
        command: { name: "AUTH", args: [password] },
      }),
    (password) =>
      error("MaxRetriesPerRequestError", "Reached the max retries", {
        options: { host: "cache", password },
      }),
    (password) => error("Error", `connect ETIMEDOUT amqp://app:${password}@mq:5672`),
    (password) =>
      error("Error", `Command failed: PGPASSWORD=${password} pg_dump -h db shop`, {
        cmd: `PGPASSWORD=${password} pg_dump -h db shop`,
        code: 1,
      }),
    (password) =>
      error("Error", `Command failed: mysqldump --password=${password} shop`, { killed: false }),
    (password) =>
      error("Error", "spawn psql ENOENT", {
        spawnargs: ["-c", "x", "--password", password],
        path: "psql",
      }),
    (_, token) =>
      error(
        "Error",
        `fatal: unable to access 'https://oauth2:${token}@gitlab.example.com/a.git/': 403`,
      ),
    (password) =>
      error("SyntaxError", `Unexpected token 'x', "{"password":"${password}"x" is not valid JSON`),
    (_, token) => error("JsonWebTokenError", `jwt malformed: token=${token}`),
    (_, token) =>
      error(
        "AuthenticationError",
        `Incorrect API key provided: sk-proj-${token}. You can find your API key at https://platform.example.com.`,
      ),
    (_, token) =>
      error("StripeAuthenticationError", `Invalid API Key provided: sk_live_${token}`, {
        rawType: "invalid_request_error",
      }),
    (_, token) =>
      error("RestException", "Authenticate", {
        status: 401,
        moreInfo: "x",
        details: { authToken: token },
      }),
    (password) =>
      error("ZodError", "invalid", {
        issues: [{ path: ["password"], message: "Too short", input: password }],
      }),
    (password) => error("ValidationError", "invalid", { _original: { email: "a", password } }),
    (password) =>
      error("ValidationError", "invalid", {
        errors: [{ path: "password", value: password, message: "too short" }],
      }),
    (password) =>
      error(
        "ValidationError",
        `"password" with value "${password}" fails to match the required pattern`,
      ),
    (password) => error("CastError", "invalid", { path: "password", value: password }),
    (_, token) =>
      error("GaxiosError", "invalid_grant", {
        config: { data: `refresh_token=${token}` },
        response: { data: { refresh_token: token } },
      }),
    (_, token) =>
      error("Error", "7 PERMISSION_DENIED", {
        metadata: { internalRepr: new Map([["authorization", [`Bearer ${token}`]]]) },
      }),
    (password) =>
      error("Error", "Invalid login: 535", {
        code: "EAUTH",
        transporter: { auth: { user: "a", pass: password } },
      }),
    (_, token) =>
      error("Error", "401", {
        cause: error("Error", `GET https://api.example.com/?token=${token}`),
      }),
    (_, token) => new AggregateError([error("Error", `used Bearer ${token}`)], "all failed"),
    (_, token) => error("Error", "denied", { requestHeaders: { cookie: `sid=${token}` } }),
    (_, token) =>
      error("CredentialsProviderError", "expired", {
        credentials: { accessKeyId: "A", secretAccessKey: token },
      }),
    (_, token) =>
      error(
        "NpmError",
        `401 Unauthorized - GET https://registry.example.com/a - //registry.example.com/:_authToken=${token}`,
      ),
  ];
  return makes.flatMap((make) =>
    [0, 1].map(() => {
      const password = `${random.text("base62", 11)}9`;
      const token = random.text("base62", 40);
      return secret("error of a library", { error: make(password, token) }, [password, token]);
    }),
  );
}
