import { type Case, secret } from "./case.js";
import { PROVIDER_TOKENS } from "./provider-tokens.js";
import type { Random } from "./random.js";

/** Where a token stands when nothing beside it says that it is one. */
const IN_TEXTS: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `Request with ${token} was rejected`,
  (token) => `could not log in (${token}), giving up`,
  (token) => `Incorrect value provided: ${token}.`,
  (token) => `["${token}","other"]`,
  (token) => `cmd <${token}> | tee out.log`,
  (token) => `used '${token}' for the call`,
  (token) => `line 1\nline 2 ${token}\nline 3`,
  (token) => `{\\"input\\":\\"${token}\\"}`,
  (token) => `see \`${token}\` in the settings`,
];

const IN_FIELDS: readonly ((token: string) => unknown)[] = [
  (token) => ({ note: token }),
  (token) => ({ input: { value: token } }),
  (token) => [1, token],
  (token) => ({ lines: ["a", `got ${token}`] }),
];

/** Tokens whose first letters say what they are, in texts and fields of any name. */
export function providerTokens(random: Random): Case[] {
  const cases: Case[] = [];
  for (const generate of Object.values(PROVIDER_TOKENS)) {
    for (let round = 0; round < 3; round++) {
      const token = generate(random);
      const part = token.replace("SSWS ", "");
      cases.push(secret("provider token, text", random.pick(IN_TEXTS)(token), part));
    }
    const token = generate(random);
    const part = token.replace("SSWS ", "");
    cases.push(secret("provider token, field", random.pick(IN_FIELDS)(token), part));
  }
  return cases;
}

/** Private keys, as files have them and as environments and JSON carry them. */
export function privateKeys(random: Random): Case[] {
  const body = () =>
    Array.from({ length: 6 }, () => random.text("base64", 64)).join("\n") +
    random.text("base64", 20);
  const pem = (label: string, inner = body()) =>
    [inner, `-----BEGIN ${label}-----\n${inner}\n-----END ${label}-----`] as const;
  const labels = [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ];
  const shapes: readonly ((key: string) => unknown)[] = [
    (key) => key,
    (key) => ({ note: `file:\n${key}\nend` }),
    (key) => `KEY="${key.replaceAll("\n", "\\n")}"`,
    (key) => JSON.stringify(JSON.stringify({ file: key })),
    (key) => ({ content: key.replaceAll("\n", "\r\n") }),
    (key) => ({ body: key.slice(0, 300) }),
  ];
  const cases = labels.flatMap((label) =>
    shapes.map((shape) => {
      const [inner, key] = pem(label);
      return secret("private key", shape(key), inner.split("\n").slice(0, 2));
    }),
  );
  const jwk = {
    kty: "RSA",
    n: random.text("base64url", 342),
    e: "AQAB",
    d: random.text("base64url", 342),
  };
  const putty = random.text("base64", 64);
  const wireguard = random.base64(32);
  cases.push(
    secret(
      "private key",
      { jwk: { kty: "EC", crv: "P-256", x: random.text("base64url", 43), d: jwk.d } },
      jwk.d,
    ),
    secret("private key", { keys: [jwk] }, jwk.d, [jwk.n]),
    secret(
      "private key",
      `[Interface]\nPrivateKey = ${wireguard}\nAddress = 10.0.0.2/32`,
      wireguard,
      ["10.0.0.2/32"],
    ),
    secret(
      "private key",
      `PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 0\nPrivate-Lines: 1\n${putty}\nPrivate-MAC: 00`,
      putty,
    ),
  );
  return cases;
}
