import { type Case, secret } from "./case.js";
import type { Random } from "./random.js";

/** Names of secrets as code, environments and protocols have them. */
const NAMES = [
  ..."password passwd pwd pass passphrase passcode userPassword user_password newPassword".split(
    " ",
  ),
  ..."old_password currentPassword password2 passwordConfirmation password_repeat".split(" "),
  ..."DB_PASSWORD DB_PASSWORD_PROD DB_PASS DATABASE_PASSWORD_RO MYSQL_PWD MYSQL_ROOT_PASSWORD".split(
    " ",
  ),
  ..."PGPASSWORD REDIS_PASS REDIS_PASSWORD_2 RABBITMQ_DEFAULT_PASS MONGO_INITDB_ROOT_PASSWORD".split(
    " ",
  ),
  ..."SMTP_PASS smtpPassword mailPass LDAP_BIND_PASSWORD bindPassword adminPass rootPw dbPw pw".split(
    " ",
  ),
  ..."masterPassword MasterUserPassword keystorePassword trustStorePassword pfxPassword sudoPass".split(
    " ",
  ),
  ..."passwordHash password_hash hashedPassword password_digest encrypted_password pw_hash".split(
    " ",
  ),
  ..."secret SECRET client_secret clientSecret ClientSecret appSecret app_secret consumerSecret".split(
    " ",
  ),
  ..."SECRET_KEY SECRET_KEY_BASE secretKey JWT_SECRET JWT_SECRET_V2 JWT_SECRET_OLD SecretString".split(
    " ",
  ),
  ..."SESSION_SECRET cookieSecret webhookSecret WEBHOOK_SECRET_STAGING signingSecret hmacSecret".split(
    " ",
  ),
  ..."sharedSecret totpSecret mfa_secret otpSecret NEXTAUTH_SECRET AUTH0_CLIENT_SECRET secretValue".split(
    " ",
  ),
  ..."token TOKEN access_token accessToken refresh_token refreshToken id_token idToken authToken".split(
    " ",
  ),
  ..."auth_token bearerToken sessionToken session_token csrfToken csrf_token _csrf xsrfToken".split(
    " ",
  ),
  ..."resetToken password_reset_token verificationToken inviteToken magicLinkToken apiToken".split(
    " ",
  ),
  ..."GITHUB_TOKEN GITLAB_TOKEN_CI NPM_TOKEN SLACK_BOT_TOKEN TELEGRAM_BOT_TOKEN token_value".split(
    " ",
  ),
  ..."deviceToken pushToken fcmToken oauth_token oauth_token_secret jwtToken userToken TOKEN_2".split(
    " ",
  ),
  ..."apiKey api_key API-Key APIKEY X_API_KEY x-api-key apikey API_KEY_LIVE stripeApiKey".split(
    " ",
  ),
  ..."OPENAI_API_KEY SENDGRID_API_KEY_PROD DD_API_KEY datadogAppKey DD_APP_KEY licenseKey".split(
    " ",
  ),
  ..."privateKey private_key PRIVATE_KEY_PEM sshKey ssh_private_key encryptionKey ENCRYPTION_KEY_V1".split(
    " ",
  ),
  ..."signingKey signing_key masterKey MASTER_KEY accountKey AccountKey storageKey sharedAccessKey".split(
    " ",
  ),
  ..."SharedAccessKey secretAccessKey AWS_SECRET_ACCESS_KEY aws_secret_access_key accessKeySecret".split(
    " ",
  ),
  ..."AWS_SESSION_TOKEN sessionKey authKey subscriptionKey functionKey hostKey serviceAccountKey".split(
    " ",
  ),
  ..."APP_KEY RAILS_MASTER_KEY FERNET_KEY hmacKey aesKey dataKey decryptionKey deployKey".split(
    " ",
  ),
  ..."authorization Authorization Proxy-Authorization authorizationHeader authHeader basicAuth".split(
    " ",
  ),
  ..."cookie Cookie set-cookie Set-Cookie cookies sessionCookie connect.sid PHPSESSID JSESSIONID".split(
    " ",
  ),
  ..."credential credentials creds awsCredentials dbCreds connectionString CONNECTION_STRING".split(
    " ",
  ),
  ..."connection_string ConnectionStrings DATABASE_URL_WITH_PASSWORD jwt JWT jwtAssertion bearer".split(
    " ",
  ),
  ..."client_assertion samlResponse SAMLResponse authorizationCode auth_code authCode".split(" "),
  ..."code_verifier codeVerifier recoveryCode backupCodes recovery_codes mnemonic seedPhrase seed_phrase".split(
    " ",
  ),
  ..."securityAnswer security_answer accountPassword wifiPassword wpaPassphrase psk wifi_psk".split(
    " ",
  ),
  ..."x-amz-security-token X-Vault-Token PRIVATE-TOKEN X-Auth-Token X-Shopify-Access-Token".split(
    " ",
  ),
  ..."Ocp-Apim-Subscription-Key x-functions-key X-Goog-Api-Key DD-API-KEY X-CSRF-Token".split(" "),
];

/** Names whose secret is a short number. */
const SHORT_NAMES = [
  ..."pin PIN cardPin card_pin pinCode otp otpCode otp_code OTP totp totpCode mfaCode mfa_code".split(
    " ",
  ),
  ..."twoFactorCode two_factor_code 2faCode verificationCode verification_code smsCode".split(" "),
  ..."oneTimePassword one_time_code securityCode cvv CVV cvv2 cvc cardCvc card_cvc csc cvcCode".split(
    " ",
  ),
];

/** Passwords, secrets and tokens in the languages of those who write the code. */
const FOREIGN_NAMES = [
  ..."passwort Passwort kennwort benutzerPasswort geheimnis zugangscode schluessel_geheim".split(
    " ",
  ),
  ..."contraseña contrasena contrasenia claveSecreta clave_acceso palabraClave codigoSeguridad".split(
    " ",
  ),
  ..."senha senhaUsuario chaveSecreta motDePasse mot_de_passe mdp codeSecret jeton".split(" "),
  ..."wachtwoord parola parolaSegreta chiaveSegreta hasło haslo heslo jelszó jelszo lösenord".split(
    " ",
  ),
  ..."losenord adgangskode salasana passord пароль секрет пароль_бд 密码 密碼 口令 令牌".split(" "),
  ..."パスワード 비밀번호 şifre sifre matkhau mật_khẩu kataSandi kata_sandi".split(" "),
];

/** Fields whose name says that the value is a secret. */
export function namedFields(random: Random): Case[] {
  const wrap = [
    (fields: object) => fields,
    (fields: object) => ({ config: fields }),
    (fields: object) => ({ env: { REGION: "eu-central-1", ...fields } }),
    (fields: object) => ({ items: [{ id: 7, ...fields }] }),
  ];
  const field = (kind: string, name: string, value: unknown, secrets: string) =>
    secret(kind, random.pick(wrap)({ [name]: value }), secrets);

  const cases: Case[] = [];
  for (const name of NAMES) {
    const value = random.pick([random.password(), random.opaque(), random.weakPassword()]);
    cases.push(field("named field", name, value, value));
  }
  for (const name of SHORT_NAMES) {
    const code = random.digits(/cv|csc/i.test(name) ? 3 : 6);
    cases.push(field("short code", name, random.pick([code, Number(code)]), code));
  }
  for (const name of FOREIGN_NAMES) {
    const value = random.pick([random.password(), random.weakPassword()]);
    cases.push(field("name in another language", name, value, value));
  }
  return cases;
}

/** Names that stand beside their values. */
export function namesBesideValues(random: Random): Case[] {
  const pairs: readonly [string, string][] = [
    ["name", "value"],
    ["key", "value"],
    ["Name", "Value"],
    ["Key", "Value"],
    ["property", "value"],
    ["field", "value"],
    ["path", "value"],
    ["id", "value"],
    ["param", "value"],
    ["attribute", "value"],
    ["header", "value"],
    ["variable", "value"],
    ["setting", "value"],
    ["option", "value"],
    ["label", "value"],
    ["k", "v"],
    ["ParameterKey", "ParameterValue"],
    ["parameterName", "parameterValue"],
    ["OptionName", "Value"],
    ["name", "content"],
    ["fieldName", "fieldValue"],
    ["type", "value"],
    ["propertyName", "newValue"],
    ["field", "input"],
    ["name", "stringValue"],
  ];
  const names = [
    "password",
    "DB_PASSWORD",
    "clientSecret",
    "authorization",
    "apiKey",
    "accessToken",
  ];
  const cases: Case[] = [];
  for (const [nameKey, valueKey] of pairs) {
    for (const wrap of [
      (pair: object) => ({ parameters: [pair, { [nameKey]: "region", [valueKey]: "eu" }] }),
      (pair: object) => pair,
    ]) {
      const value = random.pick([random.password(), random.weakPassword(), random.opaque()]);
      cases.push(
        secret(
          "name beside value",
          wrap({ [nameKey]: random.pick(names), [valueKey]: value }),
          value,
        ),
      );
    }
    const value = random.password();
    const text = JSON.stringify({ [nameKey]: random.pick(names), [valueKey]: value });
    cases.push(secret("name beside value, text", `got [${text}]`, value));
  }
  const patched = random.weakPassword();
  const raw = random.opaque();
  const entry = random.password();
  const before = random.password();
  const argument = random.weakPassword();
  cases.push(
    secret(
      "name beside value",
      [{ op: "replace", path: "/user/password", value: patched }],
      patched,
    ),
    secret("name beside value", { rawHeaders: ["Accept", "*/*", "X-Api-Key", raw] }, raw),
    secret(
      "name beside value",
      {
        entries: [
          ["client_secret", entry],
          ["page", "2"],
        ],
      },
      entry,
    ),
    secret("name beside value", { changes: [{ field: "password", from: before, to: entry }] }, [
      before,
      entry,
    ]),
    secret("name beside value", { argv: ["mysqldump", "--password", argument, "shop"] }, argument, [
      "shop",
    ]),
    secret("name beside value", { argv: ["app", `--api-key=${raw}`] }, raw),
  );
  return cases;
}

/** Secrets that are the key of a field or a part of it. */
export function secretKeys(random: Random): Case[] {
  const wraps: readonly ((key: string) => unknown)[] = [
    (key) => ({ [key]: 1 }),
    (key) => ({ cache: { [key]: { hits: 2 } } }),
    (key) => new Map([[key, "x"]]),
    (key) => ({ counts: { [key]: 1, plain: 2 } }),
    (key) => {
      const cyclic: Record<string, unknown> = {};
      cyclic[key] = { deeper: { up: cyclic } };
      return { [key]: cyclic };
    },
    (key) => ({ [key]: "y".repeat(70_000) }),
  ];
  const keys: readonly (() => [key: string, secret: string])[] = [
    () => pair(`glpat-${random.text("base64url", 20)}`),
    () => pair(`sk_live_${random.text("base62", 24)}`),
    () => pair(`hvs.${random.text("base64url", 92)}`),
    () => wrapped("Bearer ", random.text("base62", 40)),
    () => wrapped("password=", random.password()),
    () => wrapped("https://api.example.com/v1?api_key=", random.text("hex", 32)),
    () => wrapped("session:token:", random.text("base62", 32)),
  ];
  return keys.flatMap((make) =>
    wraps.map((wrap) => {
      const [key, value] = make();
      return secret("secret in a key", wrap(key), value);
    }),
  );
}

const pair = (key: string): [string, string] => [key, key];
const wrapped = (before: string, value: string): [string, string] => [before + value, value];
