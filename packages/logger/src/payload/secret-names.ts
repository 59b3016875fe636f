/**
 * What a name says about the value that it stands for.
 *
 * - `password`: any text under it is a secret.
 * - `code`: so is any number: `otp`, `cvv`, `pin`.
 * - `secret`: so is any text but a plain word: `token`, `apiKey`, `authorization`, `cookie`.
 * - `maybe`: only a text that looks random: `code`, `key`, `signature`.
 * - `card`: only a card number.
 * - `none`: nothing.
 */
export type NameKind = "none" | "maybe" | "card" | "secret" | "code" | "password";

const either = (...parts: string[]) => `(?:${parts.join("|")})`;

// The words of a name are in lower case, with a blank between them. A name says at its end what it names: `password`
// ends `user password`, and not `password changed at`. Alternatives without a blank before them may end a longer word.

const PASSWORD = new RegExp(
  `${either(
    "pass ?(?:w(?:or)?d|phrase|code|wort)|kennwort|wachtwoord|contrase(?:n|ni)a|mot de passe|motdepasse",
    "losenord|adgangskode|salasana|passord|jelszo|mat ?khau|kata ?sandi|palabra clave",
    "(?:^|(?<!boarding|ski|season|day|bus|rail|travel|by|visitor) )(?:pass|pwd?)",
    "(?:^| )(?:psk|mdp|heslo|has[lł]o|[sş]ifre|parola(?: segreta)?|senha(?: usuario)?|clave (?:secreta|acceso))",
    "(?:seed|recovery|secret) ?phrase|mnemonic|security answer|recovery codes?|backup codes?|auth(?:orization)? code",
    "(?:db|smtp|user|admin|root|redis|mail)pass|pgpassword",
  )}s?$|парол|密码|密碼|口令|パスワード|비밀번호`,
);

const CODE = new RegExp(
  `(?:^| )${either(
    "t?otps?|pin|pincode|cvv|cv[cn]|csc|ssn|social ?security ?(?:number|no)",
    "(?:otp|pin|mfa|2 ?fa|factor|time|verification|security|sms|cv[cv]|login|totp)[ ]?(?:code|password)",
    "codigo ?seguridad|zugangscode|mfacode|verificationcode|securitycode|card ?num(?:ber)?|cc ?num(?:ber)?",
    "(?:credit|debit)card ?num(?:ber)?|primary account number|pan",
  )}s?$`,
);

const SECRET = new RegExp(
  `${either(
    "secret|token|credential|authori[sz]ation|cookie|connection ?string|passkey|geheim(?:nis)?|chave secreta",
    "(?:^| )(?:creds?|jwt|bearer|x?csrf|xsrf|jeton|code secret|chiave segreta|authentication)",
    `${either(
      "api|access|private|secret|sign(?:ing)?|en?cryption|decryption|master|shared|account|session|auth|client|host",
      "subscription|storage|app(?:lication)?|license|ssh|functions?|hmac|aes|data|fernet|deploy|webhook|jwt|gpg|pgp",
    )} ?keys?(?: data)?`,
    "phpsessid|jsessionid|connect sid|saml ?response|(?:client|jwt) assertion|code verifier|basic ?auth|auth header",
  )}s?$|секрет|токен|令牌`,
);

/** Tokens that open nothing: they page through results and tell retries apart. */
const PUBLIC_TOKEN =
  /(?:next|page|paging|pagination|continuation|cursor|idempotency|request|cancel|punctuation|public key) ?tokens?$/;

const MAYBE = /(?:^| )(?:(?:x (?:amz|goog) )?sig(?:nature)?|code|key|auth|session)$|^sid$/;

/** Keys that are known to all, or that find something. */
const PUBLIC_KEY =
  /(?:publi\w+|site|cache|sort|partition|primary|foreign|object|s3|idempotency|routing|message|i ?18 ?n) key$/;

const CARD = /(?:^| )(?:cards?|credit|debit)$|^number$/;

/** Words behind a name that leave it what it is: `passwordHash`, `TOKEN_V2`, `DB_PASSWORD_PROD`. */
const NEUTRAL =
  /^(?:v?\d+|v|hash(?:ed)?|salt|digest|values?|text|string|raw|plain(?:text)?|encrypted|confirm(?:ation)?|repeat|again|old|new|current|previous|header|base|pem|prod(?:uction)?|staging|stage|dev|test|live|local|ci|r[ow]|primary|backup|bd|бд)$/;

/** Names of objects whose fields are about other fields: `fieldErrors.password` is a message. */
const ABOUT =
  /(?:errors|messages|labels?|permissions?|scopes?|properties|validations?|placeholders?|hints?|schema|rules|translations?|i18n|features?|flags|descriptions?|required)$/;

/** Longer names are judged by their end. */
const MAX_NAME_LENGTH = 128;

/** The words of a name in lower case and without accents: those of `apiKey` and `API-Key` are `api` and `key`. */
function wordsOf(name: string): string[] {
  return name
    .slice(-MAX_NAME_LENGTH)
    .normalize("NFD")
    .replace(/[\u0300-\u036f]+/g, "")
    .normalize("NFC")
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .replace(/(\p{L})(\d+)$/u, "$1 $2")
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

/** A name without case and separators: equal for `apiKey`, `API-Key` and `api_key`. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[\s_.:/-]+/g, "");
}

/** What a name says about its value. */
export function kindOfName(name: string): NameKind {
  const words = wordsOf(name);
  for (;;) {
    const kind = kindOfWords(words.join(" "));
    if (kind !== "none" || !NEUTRAL.test(words.at(-1) ?? "")) return kind;
    words.pop();
  }
}

function kindOfWords(text: string): NameKind {
  if (CODE.test(text)) return "code";
  if (PASSWORD.test(text)) return "password";
  if (SECRET.test(text)) return PUBLIC_TOKEN.test(text) ? "none" : "secret";
  if (CARD.test(text)) return "card";
  return MAYBE.test(text) && !PUBLIC_KEY.test(text) ? "maybe" : "none";
}

/** Whether the fields of an object of this name are about fields, and hold none of their values. */
export function isAboutNames(name: string): boolean {
  return ABOUT.test(foldName(name));
}

/** Whether a name is a plural, whose numbers are counts: `inputTokens: 42`. */
export function isPlural(name: string): boolean {
  return /[^s]s$/i.test(name);
}
