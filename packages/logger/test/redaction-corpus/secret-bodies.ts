import { type Case, secret } from "./case.js";
import type { Random } from "./random.js";

type Make = (password: string, token: string) => unknown;

/** Bodies of requests and responses, mostly as the texts that arrive. */
export function bodies(random: Random): Case[] {
  const makes: readonly Make[] = [
    (password) => `grant_type=password&username=ann&password=${password}`,
    (_, token) => `grant_type=refresh_token&refresh_token=${token}&client_id=web`,
    (_, token) => `client_id=web&client_secret=${token}&code=${token.slice(0, 20)}`,
    (password) => `user%5Bname%5D=ann&user%5Bpassword%5D=${password}`,
    (password) => `payload=${encodeURIComponent(JSON.stringify({ user: "ann", password }))}`,
    (_, token) => `payload=${encodeURIComponent(JSON.stringify({ token, team: { id: "T1" } }))}`,
    (password) => JSON.stringify({ user: "ann", password }),
    (password) => JSON.stringify({ user: { credentials: { password } } }, null, 2),
    (password) => JSON.stringify({ body: JSON.stringify({ login: { password } }) }),
    (password) => JSON.stringify(JSON.stringify({ a: JSON.stringify({ password, page: 2 }) })),
    (password) => ({
      Records: [{ Sns: { Message: JSON.stringify({ detail: JSON.stringify({ password }) }) } }],
    }),
    (_, token) => JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600 }),
    (_, token) => `{"data":{"login":{"accessToken":"${token}","user":{"id":"u_1"}}}}`,
    (password) => `{"user":"ann","password":"${password}`,
    (password) => `{"user":"ann"}\n{"user":"bob","password":"${password}"}\n`,
    (password) =>
      `{"query":"mutation($p:String!){login(p:$p)}","variables":{"password":"${password}"}}`,
    (password) => `email,password\nann@example.com,${password}`,
    (password) =>
      `------x\r\nContent-Disposition: form-data; name="user"\r\n\r\nann\r\n------x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${password}\r\n------x--\r\n`,
    (_, token) =>
      `--b\r\nContent-Disposition: form-data; name="api_key"\r\nContent-Type: text/plain\r\n\r\n${token}\r\n--b--`,
    (_, token) =>
      `--b\nContent-Disposition: form-data; name="file"; filename="id_rsa"\n\n-----BEGIN OPENSSH PRIVATE KEY-----\n${token}\n-----END OPENSSH PRIVATE KEY-----\n--b--`,
    (password) => ({
      body: Buffer.from(JSON.stringify({ user: "ann", password })).toString("base64"),
      isBase64Encoded: true,
    }),
    (password) => ({ form: new URLSearchParams({ user: "ann", password }) }),
    (password) => new Map([["login", new Map([["password", password]])]]),
    (password) => ({ variables: { input: { email: "a@b.example", password, remember: true } } }),
    (_, token) => ({
      credentials: { accessKeyId: "x", secretAccessKey: token, sessionToken: token },
    }),
    (_, token) => ({ auth: { user: "ann", pass: token } }),
    (_, token) => ({ auth: { username: "ann", password: token } }),
    (_, token) => ({ data: { object: { id: "pi_1", client_secret: `pi_1_secret_${token}` } } }),
    (_, token) => ({ secrets: { stripe: token, slack: token } }),
    (_, token) => ({ tokens: [token, token] }),
    (_, token) => ({ tokens: { access: token, refresh: token } }),
    (_, token) => ({ apiKeys: { live: token, test: "x" } }),
    (_, token) => ({ password: { new: token, old: token } }),
    (_, token) => ({ token: { value: token, expiresIn: 3600 } }),
    (_, token) => ({ cookies: { sid: token, theme: "dark" } }),
    (_, token) => ({ cookies: [`sid=${token}`, "theme=dark"] }),
    (_, token) => ({ session: { cookie: { value: token } } }),
    (_, token) => ({ SecretString: JSON.stringify({ username: "ann", password: token }) }),
    (_, token) => ({ stringData: { password: token } }),
  ];
  return makes.flatMap((make) =>
    [0, 1].map(() => {
      const password = random.pick([`${random.text("base62", 12)}6`, random.weakPassword()]);
      const token = random.text("base62", 40);
      const value = make(password, token);
      const shown = typeof value === "string" ? value : JSON.stringify(value, mapsToo);
      const encoded = Buffer.from(JSON.stringify({ user: "ann", password })).toString("base64");
      const planted = [password, encoded.slice(-24, -4), token].find((each) =>
        shown.includes(each),
      );
      return secret("body", value, planted ?? password);
    }),
  );
}

function mapsToo(_: string, value: unknown): unknown {
  return value instanceof Map || value instanceof URLSearchParams ? [...value] : value;
}

/** XML: elements, attributes, CDATA, namespaces, SOAP and WS-Security. */
export function xml(random: Random): Case[] {
  const makes: readonly Make[] = [
    (password) => `<login><user>ann</user><password>${password}</password></login>`,
    (password) => `<Password>${password}</Password>`,
    (password) => `<password type="plain">${password}</password>`,
    (password) => `<password>\n  ${password}\n</password>`,
    (password) => `<password><![CDATA[${password}]]></password>`,
    (password) => `<user name="ann" password="${password}"/>`,
    (password) => `<user name='ann' password='${password}' id='2'/>`,
    (password) => `<connection dbPassword = "${password}" />`,
    (_, token) => `<config apiKey="${token}" region="eu"/>`,
    (password) =>
      `<wsse:UsernameToken><wsse:Username>ann</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${password}</wsse:Password></wsse:UsernameToken>`,
    (password) =>
      `<soap:Header><Security><UsernameToken><Password Type="PasswordText"><![CDATA[${password}]]></Password></UsernameToken></Security></soap:Header>`,
    (_, token) =>
      `<wsse:BinarySecurityToken EncodingType="Base64Binary">${token}</wsse:BinarySecurityToken>`,
    (_, token) => `<ns2:accessToken xmlns:ns2="urn:x">${token}</ns2:accessToken>`,
    (_, token) => `<ds:SignatureValue/><saml:token>${token}</saml:token>`,
    (password) => `<key>Password</key>\n<string>${password}</string>`,
    (password) => `<property name="password" value="${password}"/>`,
    (password) => `<property name="hibernate.connection.password">${password}</property>`,
    (password) => `<Parameter Name="Password">${password}</Parameter>`,
    (password) =>
      `<member><name>password</name><value><string>${password}</string></value></member>`,
    (password) => `&lt;login&gt;&lt;password&gt;${password}&lt;/password&gt;&lt;/login&gt;`,
    (password) => ({ soap: `<a><Password>${password}</Password></a>` }),
    (password) => JSON.stringify({ xml: `<a b="1"><password>${password}</password></a>` }),
    (password) => JSON.stringify({ xml: `<a password="${password}"/>` }),
    (password) => `<input type="password" name="pw" value="${password}">`,
    (_, token) => `<input type="hidden" name="csrf_token" value="${token}">`,
    (_, token) => `<meta name="csrf-token" content="${token}">`,
  ];
  return makes.flatMap((make) =>
    [0, 1].map(() => {
      const password = random.pick([`${random.text("base62", 12)}2`, random.weakPassword()]);
      const token = random.text("base62", 40);
      const value = make(password, token);
      const planted = JSON.stringify(value).includes(password) ? password : token;
      return secret("XML", value, planted);
    }),
  );
}

const NETWORKS: readonly [prefix: string, length: number][] = [
  ["4", 16],
  ["4", 13],
  ["4", 19],
  ["51", 16],
  ["55", 16],
  ["2221", 16],
  ["2720", 16],
  ["34", 15],
  ["37", 15],
  ["6011", 16],
  ["65", 16],
  ["3528", 16],
  ["3589", 16],
  ["36", 14],
  ["300", 14],
  ["62", 16],
  ["62", 19],
];

/** Card numbers, where a name, a word or their own grouping says that they are cards. */
export function cards(random: Random): Case[] {
  const group = (digits: string, separator: string) => {
    const shapes: Record<number, RegExp> = {
      14: /^(.{4})(.{6})(.{4})$/,
      15: /^(.{4})(.{6})(.{5})$/,
    };
    const shape = shapes[digits.length] ?? /^(.{4})(.{4})(.{4})(.+)$/;
    return (shape.exec(digits) ?? []).slice(1).join(separator);
  };
  const makes: readonly ((digits: string) => [unknown, string])[] = [
    (digits) => [{ cardNumber: digits }, digits],
    (digits) => [{ card: { number: digits, brand: "x" } }, digits],
    (digits) => [{ payment: { pan: digits } }, digits],
    (digits) => [{ creditCard: Number(digits) > 2 ** 53 ? digits : Number(digits) }, digits],
    (digits) => [{ primaryAccountNumber: digits }, digits],
    (digits) => [{ ccnumber: digits }, digits],
    (digits) => [{ payment_method: { type: "card", card: { number: digits } } }, digits],
    (digits) => [`card ${digits} was declined`, digits],
    (digits) => [`charge to Visa ${group(digits, " ")} failed`, group(digits, " ")],
    (digits) => [`payment with ${group(digits, "-")}`, group(digits, "-")],
    (digits) => [{ note: `Card: ${group(digits, " ")}` }, group(digits, " ")],
    (digits) => [{ note: `card no. ${group(digits, ".")}` }, group(digits, ".")],
    (digits) => [`"cardnumber":"${digits}"`, digits],
    (digits) => [`pan=${digits}&exp=1228`, digits],
    (digits) => [`<CardNumber>${digits}</CardNumber>`, digits],
    (digits) => [{ track2: `;${digits}=28121010000000000000?` }, digits],
    (digits) => [`Kreditkarte ${group(digits, " ")}`, group(digits, " ")],
    (digits) => [`credit card number is ${digits}`, digits],
  ];
  return makes.flatMap((make) =>
    random
      .shuffle(NETWORKS)
      .slice(0, 4)
      .map(([prefix, length]) => {
        const [value, planted] = make(random.luhn(prefix, length));
        return secret("card", value, planted);
      }),
  );
}
