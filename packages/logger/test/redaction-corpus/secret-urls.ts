import { type Case, secret } from "./case.js";
import type { Random } from "./random.js";

type Make = (password: string, token: string) => string;

/** URLs with credentials in the user, the query or the path. */
export function urls(random: Random): Case[] {
  const simple: readonly Make[] = [
    (password) => `https://ann:${password}@api.example.com/v1?page=2`,
    (password) => `failed: ftp://deploy:${password}@files.example.com/out.zip`,
    (password) => `proxy http://ci:${password}@proxy.internal:3128`,
    (_, token) => `https://${token}@github.com/acme/shop.git`,
    (_, token) => `https://x-access-token:${token}@github.com/acme/shop`,
    (_, token) => `https://api.example.com/v1?api_key=${token}&page=2`,
    (_, token) => `https://api.example.com/v1?page=2&apikey=${token}`,
    (_, token) => `https://maps.example.com/geocode?address=a&key=${token}`,
    (_, token) => `https://app.example.com/cb#access_token=${token}&token_type=bearer`,
    (_, token) => `https://app.example.com/cb?code=${token}&state=home`,
    (_, token) => `/reset?token=${token}`,
    (_, token) => `https://app.example.com/verify?email=a%40b.example&otp_token=${token}`,
    (_, token) => `https://app.example.com/login?next=/a&auth=${token}`,
    (_, token) => `wss://feed.example.com/?jwt=${token}`,
    (_, token) =>
      `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20251124T000000Z&X-Amz-Signature=${token}`,
    (_, token) => `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${token}&X-Amz-Expires=60`,
    (_, token) => `https://storage.googleapis.com/b/k?X-Goog-Expires=60&X-Goog-Signature=${token}`,
    (_, token) => `https://a.blob.core.windows.net/c/f?sv=2022-11-02&sr=b&sp=r&sig=${token}`,
    (_, token) => `https://d.cloudfront.net/f?Expires=1&Signature=${token}&Key-Pair-Id=K1`,
    (_, token) => `https://fn.azurewebsites.net/api/run?code=${token}==`,
    (_, token) =>
      `https://hooks.slack.com/services/T0${token.slice(0, 9).toUpperCase()}/B0${token.slice(9, 18).toUpperCase()}/${token.slice(18, 42)}`,
    (_, token) => `https://discord.com/api/webhooks/${random.digits(18)}/${token}`,
    (_, token) =>
      `https://api.telegram.org/bot${random.digits(10)}:AA${token.slice(0, 33)}/sendMessage`,
    (_, token) =>
      `https://acme.webhook.office.com/webhookb2/${random.uuid()}@${random.uuid()}/IncomingWebhook/${token.slice(0, 32)}/${random.uuid()}`,
    (_, token) => `https://public:${token}@o1.ingest.sentry.io/42`,
    (_, token) => `https://user.example.com/login?user=ann&password=${token}`,
    (_, token) => `https://user.example.com/?user[password]=${token}&user[name]=ann`,
  ];
  const cases = simple.flatMap((make) =>
    [0, 1].map(() => {
      const password = `${random.text("base62", 12)}4`;
      const token = random.text("base62", 48);
      const url = make(password, token);
      const planted = url.includes(password) ? password : lastPartOf(token, url);
      return secret("URL", random.pick([url, { url }, { message: `GET ${url} -> 500` }]), planted);
    }),
  );

  // What people type into a URL without encoding it.
  for (const raw of ["#", "/", "?", "@", ":", "#/?", "%", "[", "^", "&="]) {
    for (const scheme of ["postgres", "https", "redis", "mongodb"]) {
      const password = `${random.text("base62", 6)}${raw}${random.text("base62", 6)}`;
      const url = `${scheme}://app:${password}@db.example.com:5432/shop`;
      const value = random.pick([{ input: url }, `Invalid URL: ${url}`, { url }]);
      cases.push(
        secret("URL, raw characters in the password", value, [password, password.slice(-6)]),
      );
    }
  }
  return cases;
}

/** The end of a token is what a URL may have of it. */
function lastPartOf(token: string, url: string): string {
  return [token, token.slice(18, 42), token.slice(0, 33), token.slice(0, 32)].find((part) =>
    url.includes(part),
  ) as string;
}

/** Connection strings, of databases, queues and clouds. */
export function connectionStrings(random: Random): Case[] {
  const makes: readonly Make[] = [
    (password) => `postgres://app:${password}@db.internal:5432/shop?sslmode=require`,
    (password) => `postgresql://app:${password}@db-1,db-2:5432/shop`,
    (password) => `postgresql:///shop?host=/tmp&user=app&password=${password}`,
    (password) => `host=db port=5432 user=app password=${password} dbname=shop`,
    (password) => `host=db user=app password='${password} x' dbname=shop`,
    (password) => `mysql://root:${password}@127.0.0.1:3306/shop`,
    (password) => `app:${password}@tcp(db.internal:3306)/shop?parseTime=true`,
    (password) => `mongodb+srv://app:${password}@cluster0.ab1cd.mongodb.net/shop?retryWrites=true`,
    (password) => `mongodb://app:${password}@h1:27017,h2:27017/?replicaSet=rs0`,
    (password) => `redis://:${password}@cache.internal:6379/0`,
    (password) => `rediss://default:${password}@cache.internal:6380`,
    (password) => `redis://${password}@cache.internal:6379`,
    (password) => `cache.internal:6380,password=${password},ssl=True,abortConnect=False`,
    (password) => `amqp://guest:${password}@mq.internal:5672/%2f`,
    (password) => `amqps://app:${password}@b-1.mq.eu-west-1.amazonaws.com:5671`,
    (password) => `nats://app:${password}@nats.internal:4222`,
    (password) => `jdbc:postgresql://db:5432/shop?user=app&password=${password}&ssl=true`,
    (password) => `jdbc:mysql://app:${password}@db:3306/shop`,
    (password) =>
      `jdbc:sqlserver://db:1433;databaseName=shop;user=sa;password=${password};encrypt=true`,
    (password) => `jdbc:oracle:thin:app/${password}@//db:1521/shop`,
    (password) => `jdbc:oracle:thin:app/${password}@db:1521:shop`,
    (password) =>
      `Driver={ODBC Driver 18 for SQL Server};Server=db,1433;Uid=sa;Pwd={${password}};Encrypt=yes;`,
    (password) => `DSN=shop;UID=app;PWD=${password}`,
    (password) => `Server=db;Database=shop;User Id=app;Password=${password};Port=1;`,
    (password) => `Data Source=db;Initial Catalog=shop;User ID=sa;Password="${password};x";`,
    (password) => `mssql://sa:${password}@db:1433/shop?encrypt=true`,
    (password) => `ldap://cn=admin,dc=example:${password}@ldap.internal:389`,
    (password) => `smtp://apikey:${password}@smtp.example.com:587`,
    (password) => `sftp://ann:${password}@files.internal/home`,
    (password) => `clickhouse://default:${password}@ch.internal:9000/logs`,
    (password) => `snowflake://ann:${password}@acme-x1/db/public?warehouse=w`,
    (_, token) =>
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${token}==;EndpointSuffix=core.windows.net`,
    (_, token) =>
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${token}=`,
    (_, token) => `HostName=acme.azure-devices.net;DeviceId=d1;SharedAccessKey=${token}=`,
    (_, token) => `AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=${token}==;`,
    (_, token) =>
      `BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=sv=2022&sig=${token}%3D`,
    (_, token) => `InstrumentationKey=${random.uuid()};Password=${token}`,
  ];
  return makes.flatMap((make) =>
    [0, 1].map(() => {
      const password = random.pick([
        `${random.text("base62", 12)}3`,
        random.weakPassword(),
        `${random.text("base62", 6)}!${random.text("base62", 6)}`,
      ]);
      const token = random.text("base64", 84).replaceAll("+", "A").replaceAll("/", "b");
      const text = make(password, token);
      const value = random.pick([
        text,
        { dsn: text },
        `could not connect to ${text}`,
        { error: { message: `bad address ${text}` } },
      ]);
      return secret("connection string", value, text.includes(password) ? password : token);
    }),
  );
}

/** Headers, as text and as objects, of requests and responses. */
export function headers(random: Random): Case[] {
  const basic = (password: string) => Buffer.from(`ann:${password}`).toString("base64");
  const makes: readonly ((password: string, token: string) => [string, string, string])[] = [
    (_, token) => ["Authorization", `Bearer ${token}`, token],
    (_, token) => ["authorization", `bearer ${token}`, token],
    (password) => ["Authorization", `Basic ${basic(password)}`, basic(password)],
    (_, token) => ["Authorization", `token ${token}`, token],
    (_, token) => ["Authorization", `Token token="${token}"`, token],
    (_, token) => ["Authorization", `ApiKey ${token}`, token],
    (_, token) => ["Authorization", `GenieKey ${token}`, token],
    (_, token) => ["Authorization", `SSWS 00${token}`, token],
    (_, token) => ["Authorization", token, token],
    (_, token) => [
      "Authorization",
      `Digest username="ann", realm="x", nonce="1", response="${token}"`,
      token,
    ],
    (_, token) => [
      "Authorization",
      `AWS4-HMAC-SHA256 Credential=AKID/20251124/eu/s3/aws4_request, SignedHeaders=host, Signature=${token}`,
      token,
    ],
    (_, token) => [
      "Authorization",
      `OAuth oauth_consumer_key="k", oauth_token="${token}", oauth_signature="s"`,
      token,
    ],
    (_, token) => ["Authorization", `Negotiate ${token}`, token],
    (_, token) => ["Proxy-Authorization", `Basic ${token}`, token],
    (_, token) => ["Cookie", `theme=dark; sid=s%3A${token}`, token],
    (_, token) => ["Cookie", `session=${token}; lang=de`, token],
    (_, token) => ["Set-Cookie", `sid=${token}; Path=/; HttpOnly`, token],
    (_, token) => ["set-cookie", `__Host-session=${token}; Secure`, token],
    (_, token) => ["X-Api-Key", token, token],
    (_, token) => ["api-key", token, token],
    (_, token) => ["X-Auth-Token", token, token],
    (_, token) => ["X-Amz-Security-Token", token, token],
    (_, token) => ["X-Vault-Token", `s.${token}`, token],
    (_, token) => ["PRIVATE-TOKEN", token, token],
    (_, token) => ["X-Gitlab-Token", token, token],
    (_, token) => ["X-Shopify-Access-Token", token, token],
    (_, token) => ["Ocp-Apim-Subscription-Key", token, token],
    (_, token) => ["x-functions-key", token, token],
    (_, token) => ["X-Goog-Api-Key", token, token],
    (_, token) => ["DD-API-KEY", token, token],
    (_, token) => ["DD-APPLICATION-KEY", token, token],
    (_, token) => ["X-CSRF-Token", token, token],
    (_, token) => ["X-XSRF-TOKEN", token, token],
    (_, token) => ["Sec-WebSocket-Protocol", `bearer, ${token}`, token],
    (_, token) => ["X-Algolia-API-Key", token, token],
    (_, token) => ["X-Parse-REST-API-Key", token, token],
    (_, token) => ["Authentication", `Bearer ${token}`, token],
    (_, token) => ["x-access-token", token, token],
    (_, token) => ["x-refresh-token", token, token],
  ];
  const shapes: readonly ((name: string, value: string) => unknown)[] = [
    (name, value) => ({ headers: { [name]: value, accept: "*/*" } }),
    (name, value) => ({ multiValueHeaders: { [name]: [value] } }),
    (name, value) => `POST /a HTTP/1.1\r\nHost: x\r\n${name}: ${value}\r\nAccept: */*\r\n\r\n`,
    (name, value) => `> ${name}: ${value}\n> Accept: */*`,
    (name, value) => JSON.stringify({ headers: { [name]: value } }),
    (name, value) => ({ rawHeaders: ["Accept", "*/*", name, value] }),
    (name, value) => ({ headers: [{ name, value }] }),
    (name, value) => new Headers({ [name]: value }),
    (name, value) => `-H '${name}: ${value}'`,
  ];
  return makes.flatMap((make) =>
    random
      .shuffle(shapes)
      .slice(0, 3)
      .map((shape) => {
        const [name, value, planted] = make(random.password(), random.text("base62", 36));
        return secret("header", shape(name, value), planted);
      }),
  );
}
