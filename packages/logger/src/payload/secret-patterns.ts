import { isOpaque, looksSecret } from "./secret-values.js";

/** Replaces one kind of secret that is known by its looks. */
type Replace = (text: string, censor: (secret: string) => string) => string;

// Every expression here takes time in proportion to the text: it starts only where a word starts, and what it
// repeats cannot match in two ways.

const PRIVATE_KEYS =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)|(?<=Private-Lines: )\d+[\s\S]*?(?=Private-MAC|$)/g;

/** Tokens that announce themselves, in the formats that their providers document. */
const TOKENS = new RegExp(
  `(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]))(?:${[
    // JSON Web Tokens.
    "eyJ[\\w-]{5,}\\.[\\w-]{5,}(?:\\.[\\w-]*){0,3}",
    // Of letters and digits: Stripe, GitHub, npm, Hugging Face, Shopify, RubyGems, Grafana, DigitalOcean, Linear, Notion…
    "(?:[sr]k_(?:live|test|prod)|gh[opusr]|npm|hf|api_org|shp(?:at|ca|pa|ss)|rubygems|glsa|do[opr]_v1|lin_(?:api|oauth)|ntn|sntryu|sbp|gsk|r8|shippo_(?:live|test)|pnu|rdme|sgp)_[^\\W_]{16}[\\w+/=-]*",
    // Of base64: Stripe's webhooks, GitHub, Docker, PlanetScale, Figma, Fly.io, Grafana, 1Password, Sentry, Typeform…
    "(?:whsec|github_pat|dckr_[op]at|pscale_\\w{2,5}|figd|fo1|fm[12]\\w?|glc|ops|sntrys|tfp|duffel_(?:live|test))_[\\w+/=-]{20,}",
    // GitLab, Slack, OpenAI and Anthropic, Google, Square, New Relic, Postman, Pulumi, Perplexity, xAI, Tailscale…
    "(?:gl(?:pat|dt|c?rt|cbt|ptt|ft|oas|soat|agent|imt|ffct)|xox[a-z](?:\\.xox[a-z])?|xapp|GOCSPX|sq0[a-z]{3}|NR(?:AK|II|RA|AL)|PMAK|pul|pplx|xai|tskey|xkeysib|HRKU|SWM(?:TKN|KEY)-1|pypi|AGE-SECRET-KEY)-[\\w-]{19,}(?:\\.\\w+)*",
    "sk-(?=[a-z_-]*[0-9A-Z])[\\w-]{20,}",
    "access-(?:sandbox|development|production)-[\\da-f-]{36}",
    "access_token\\$\\w+\\$\\w+\\$\\w+",
    "(?:hv[sb]|ya29)\\.[\\w-]{20,}",
    "SG\\.[\\w-]{16,}\\.[\\w-]{16,}",
    "dp\\.\\w{2,5}\\.[^\\W_]{40,}",
    "dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}",
    "v1\\.0-[\\da-f]{24}-[\\da-f]{99,}",
    // Discord, Terraform, Airtable and Azure.
    "[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}",
    "[^\\W_]{14}\\.atlasv1\\.[\\w-]{60,}",
    "pat[^\\W_]{14}\\.[\\da-f]{64}",
    "[\\w~.]{3}\\dQ~[\\w~.-]{31,}",
    // Amazon, Alibaba, Google, Square, Facebook, Twilio, Databricks, Atlassian, Mailgun, Mailchimp, Telegram, Okta.
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![^\\W_])",
    "ABSK[A-Za-z0-9+/]{60,}=*",
    "LTAI[^\\W_]{20}(?![^\\W_])",
    "AIza[\\w-]{35}",
    "1//0[\\w-]{40,}",
    "EAA(?:A[\\w-]{50,}|[A-Z][^\\W_]{80,})",
    "(?:SK|dapi|key-)[\\da-f]{32}(?![^\\W_])",
    "ATATT3[\\w=-]{100,}",
    "[\\da-f]{32}-us\\d\\d?",
    "(?:bot)?\\d{8,10}:AA[\\w-]{33}",
    "SSWS 00[\\w-]{40}",
    // Hashes of passwords.
    "\\$2[abxy]\\$\\d\\d\\$[\\w./]{53}",
    "\\$(?:[156y]|argon2id?)\\$\\S{20,}",
    // Addresses that are secrets: webhooks of Slack, Discord and Teams.
    "services/T\\w{6,}/B\\w{6,}/\\w{16,}",
    "webhooks/\\d{15,}/[\\w-]{30,}",
    "IncomingWebhook/\\w{32}",
  ].join("|")})`,
  "g",
);

const SCHEMES = /(\b(?:bearer|basic),?\s+)([A-Za-z0-9._~+/-]{6,}=*)/gi;

const ADDRESSES = /:\/\/(?:(?!:\/\/)[^\s"'<>\\`])+/g;

/** `app:password@tcp(` of Go and `:thin:app/password@` of Oracle. */
const OTHER_ADDRESSES =
  /((?<![\w.-])[\w.-]{1,64}:|:thin:\w{1,64}\/)([^\s@:/"'`]{1,256})(?=@(?:tcp\(|unix\(|\/\/|[\w.-]+:\d))/g;

const SENTENCES =
  /(?<![a-z])(pass(?:word|phrase|code|wort)|requirepass|identified by|(?:verification|security|one-time|otp|login) code|(?:secret|(?:auth)?token|api[ _-]?key|(?:secret|access|secret[ _-]access)[ _-]key))["']?((?: (?:with value|is|was|to|provided|lautet|by))?[ :=(]+["'`]?)([^\s"'`,;()<>]{6,})/gi;

/** The flags of tools that take a password by one letter. */
const COMMANDS =
  /(\b(?:sshpass|mysql\w*|docker login|redis-cli|7z|curl|ldapsearch)\b[^\n|;&]{0,160}? -(?:(?:u|-user) ?["']?[^\s:"']{1,64}:|[apw] ?["']?(?=\S)))([^\s"']+)/g;

const EMAILS = /(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;

export const redactPrivateKeys: Replace = (text, censor) => text.replace(PRIVATE_KEYS, censor);

/** Keys and tokens that are known by their first letters. */
export const redactTokens: Replace = (text, censor) => text.replace(TOKENS, censor);

/** The user and the password of a URL, with whatever signs are in the password. */
export const redactUrlCredentials: Replace = (text, censor) =>
  text
    .replace(ADDRESSES, (address) => {
      const end = credentialsEnd(address);
      return end === 0 ? address : `://${censor(address.slice(3, end))}${address.slice(end)}`;
    })
    .replace(OTHER_ADDRESSES, (_, before: string, password: string) => before + censor(password));

/** Where the credentials of `://user:password@host` end; 0 without any. */
function credentialsEnd(address: string): number {
  let end = address.indexOf("@");
  if (end === -1) return 0;
  const user = /[:/?#@]/.exec(address.slice(3));
  if (user?.[0] === "@") {
    const name = address.slice(3, end);
    return looksSecret(name) && name.length >= 12 ? end : 0;
  }
  // A port is no password, and what stands behind it no credentials.
  if (user?.[0] !== ":" || /^:\d{1,5}[/?#,]/.test(address.slice(3 + user.index))) return 0;
  // A password may have an @ in it, and so may the path.
  for (let next = end; next !== -1; next = address.indexOf("@", next + 1)) {
    if (/[/?#]/.test(address.slice(end, next))) break;
    end = next;
  }
  return end;
}

/** What follows the flag of a password in the commands of well-known tools. */
export const redactCommands: Replace = (text, censor) =>
  text.replace(COMMANDS, (_, before: string, password: string) => before + censor(password));

/** What follows `Bearer` and `Basic`, and a secret in a sentence: `the password is hunter2`. */
export const redactSentences: Replace = (text, censor) =>
  text
    .replace(SCHEMES, (all, scheme: string, secret: string) =>
      looksSecret(secret) ? scheme + censor(secret) : all,
    )
    .replace(SENTENCES, (all, name: string, _: string, word: string) => {
      const secret = word.replace(/[.!?:]+$/, "");
      const isPassword = /^pass|^req|^ide/i.test(name);
      const isCode = /code$/i.test(name) && /^\d+$/.test(secret);
      const isSecret = isPassword
        ? /\d/.test(secret) && /[a-z]/i.test(secret) && !/[/=&{}[\]]/.test(secret)
        : isOpaque(secret);
      if (!isSecret && !isCode) return all;
      return all.slice(0, -word.length) + censor(secret) + word.slice(secret.length);
    });

/** E-mail addresses. */
export const redactEmails: Replace = (text, censor) => text.replace(EMAILS, censor);
