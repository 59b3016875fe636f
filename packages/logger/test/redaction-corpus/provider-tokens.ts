import type { Random } from "./random.js";

type Generate = (random: Random) => string;

const jwtPart = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token of `HS256` or `RS256`. */
const jwt: Generate = (random) => {
  const header = { alg: random.pick(["HS256", "RS256", "ES256"]), typ: "JWT" };
  const claims = { sub: `u_${random.digits(4)}`, iat: 1_700_000_000 + random.int(1e8) };
  return `${jwtPart(header)}.${jwtPart(claims)}.${random.text("base64url", 43)}`;
};

/**
 * Tokens in the formats that their providers document, each with another random part. Generated and never written
 * down, so that no scanner of repositories takes one for a real secret.
 */
export const PROVIDER_TOKENS: Readonly<Record<string, Generate>> = {
  "GitLab personal": (r) => `glpat-${r.text("base64url", 20)}`,
  "GitLab routable": (r) =>
    `glpat-${r.text("base64url", 27)}.${r.text("0123456789abcdefghijklmnopqrstuvwxyz", 9)}`,
  "GitLab deploy": (r) => `gldt-${r.text("base64url", 20)}`,
  "GitLab runner": (r) => `glrt-${r.text("base64url", 20)}`,
  "GitLab CI job": (r) => `glcbt-${r.text("hex", 2)}_${r.text("base64url", 20)}`,
  "GitLab trigger": (r) => `glptt-${r.text("hex", 40)}`,
  "GitLab feed": (r) => `glft-${r.text("base64url", 20)}`,
  "GitHub personal": (r) => `ghp_${r.text("base62", 36)}`,
  "GitHub OAuth": (r) => `gho_${r.text("base62", 36)}`,
  "GitHub app": (r) => `ghs_${r.text("base62", 36)}`,
  "GitHub refresh": (r) => `ghr_${r.text("base62", 36)}`,
  "GitHub fine-grained": (r) => `github_pat_${r.text("base62", 22)}_${r.text("base62", 59)}`,
  "AWS access key": (r) => `AKIA${r.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`,
  "AWS temporary key": (r) => `ASIA${r.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`,
  "AWS Bedrock key": (r) => `ABSK${r.text("base64", 128)}`,
  "Google API key": (r) => `AIza${r.text("base64url", 35)}`,
  "Google OAuth token": (r) => `ya29.${r.text("base64url", 120)}`,
  "Google client secret": (r) => `GOCSPX-${r.text("base64url", 28)}`,
  "Google refresh token": (r) => `1//0${r.text("base64url", 60)}`,
  "Azure client secret": (r) => `${r.text("base62", 3)}8Q~${r.text("base64url", 34)}`,
  "Stripe secret": (r) => `sk_live_${r.text("base62", 24)}`,
  "Stripe secret, long": (r) => `sk_live_51${r.text("base62", 97)}`,
  "Stripe test secret": (r) => `sk_test_${r.text("base62", 24)}`,
  "Stripe restricted": (r) => `rk_live_${r.text("base62", 24)}`,
  "Stripe webhook": (r) => `whsec_${r.text("base64", 32)}`,
  "Slack bot": (r) => `xoxb-${r.digits(12)}-${r.digits(13)}-${r.text("base62", 24)}`,
  "Slack user": (r) => `xoxp-${r.digits(12)}-${r.digits(12)}-${r.digits(13)}-${r.text("hex", 32)}`,
  "Slack app": (r) => `xapp-1-A${r.text("upper", 10)}-${r.digits(13)}-${r.text("hex", 64)}`,
  "Slack refresh": (r) => `xoxe-1-${r.text("base62", 146)}`,
  "Discord bot": (r) =>
    `M${r.text("base62", 23)}.G${r.text("base62", 5)}.${r.text("base64url", 38)}`,
  "Telegram bot": (r) => `${r.digits(10)}:AA${r.text("base64url", 33)}`,
  "Twilio API key": (r) => `SK${r.text("hex", 32)}`,
  SendGrid: (r) => `SG.${r.text("base64url", 22)}.${r.text("base64url", 43)}`,
  Mailgun: (r) => `key-${r.text("hex", 32)}`,
  Mailchimp: (r) => `${r.text("hex", 32)}-us${1 + r.int(20)}`,
  Brevo: (r) => `xkeysib-${r.text("hex", 64)}-${r.text("base62", 16)}`,
  npm: (r) => `npm_${r.text("base62", 36)}`,
  PyPI: (r) => `pypi-AgEIcHlwaS5vcmc${r.text("base64url", 140)}`,
  RubyGems: (r) => `rubygems_${r.text("hex", 48)}`,
  "Docker Hub": (r) => `dckr_pat_${r.text("base64url", 27)}`,
  "Hugging Face": (r) => `hf_${r.text("ABCDEFGHIJabcdefghijklmnopqrstuvwxyz", 34)}`,
  "OpenAI project": (r) => `sk-proj-${r.text("base64url", 58)}T3BlbkFJ${r.text("base64url", 58)}`,
  "OpenAI legacy": (r) => `sk-${r.text("base62", 20)}T3BlbkFJ${r.text("base62", 20)}`,
  Anthropic: (r) => `sk-ant-api03-${r.text("base64url", 93)}AA`,
  Databricks: (r) => `dapi${r.text("hex", 32)}`,
  "Vault service": (r) => `hvs.${r.text("base64url", 92)}`,
  "Vault batch": (r) => `hvb.${r.text("base64url", 140)}`,
  "Terraform Cloud": (r) => `${r.text("base62", 14)}.atlasv1.${r.text("base62", 67)}`,
  "Shopify admin": (r) => `shpat_${r.text("hex", 32)}`,
  "Shopify custom app": (r) => `shpca_${r.text("hex", 32)}`,
  "Shopify shared secret": (r) => `shpss_${r.text("hex", 32)}`,
  "Square access": (r) => `EAAA${r.text("base64url", 60)}`,
  "Square OAuth": (r) => `sq0csp-${r.text("base64url", 43)}`,
  "Square personal": (r) => `sq0atp-${r.text("base64url", 22)}`,
  "PayPal Braintree": (r) =>
    `access_token$production$${r.text("base62", 16).toLowerCase()}$${r.text("hex", 32)}`,
  "New Relic user": (r) => `NRAK-${r.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 27)}`,
  "New Relic insert": (r) => `NRII-${r.text("base64url", 32)}`,
  "Sentry user": (r) => `sntryu_${r.text("hex", 64)}`,
  "Sentry organization": (r) =>
    `sntrys_${jwtPart({ iat: 1_700_000_000 + r.int(1e8), url: "https://sentry.example" })}_${r.text("base64", 43)}`,
  "Grafana service account": (r) => `glsa_${r.text("base62", 32)}_${r.text("hex", 8)}`,
  "Grafana Cloud": (r) => `glc_${r.text("base64", 120)}`,
  DigitalOcean: (r) => `dop_v1_${r.text("hex", 64)}`,
  Doppler: (r) => `dp.pt.${r.text("base62", 43)}`,
  Dynatrace: (r) => `dt0c01.${r.text("upper", 24)}.${r.text("upper", 64)}`,
  "Fly.io": (r) => `fo1_${r.text("base64url", 43)}`,
  Heroku: (r) => `HRKU-AA${r.text("base64url", 58)}`,
  Linear: (r) => `lin_api_${r.text("base62", 40)}`,
  Notion: (r) => `ntn_${r.digits(11)}${r.text("base62", 35)}`,
  PlanetScale: (r) => `pscale_pw_${r.text("base64url", 43)}`,
  Postman: (r) => `PMAK-${r.text("hex", 24)}-${r.text("hex", 34)}`,
  Pulumi: (r) => `pul-${r.text("hex", 40)}`,
  Perplexity: (r) => `pplx-${r.text("base62", 48)}`,
  Groq: (r) => `gsk_${r.text("base62", 52)}`,
  Replicate: (r) => `r8_${r.text("base62", 37)}`,
  xAI: (r) => `xai-${r.text("base62", 80)}`,
  Airtable: (r) => `pat${r.text("base62", 14)}.${r.text("hex", 64)}`,
  Atlassian: (r) => `ATATT3xFfGF0${r.text("base64url", 170)}=${r.text("ABCDEF0123456789", 8)}`,
  Figma: (r) => `figd_${r.text("base64url", 40)}`,
  Supabase: (r) => `sbp_${r.text("hex", 40)}`,
  Tailscale: (r) => `tskey-auth-${r.text("base62", 12)}CNTRL-${r.text("base62", 32)}`,
  "Cloudflare origin CA": (r) => `v1.0-${r.text("hex", 24)}-${r.text("hex", 146)}`,
  "Facebook page": (r) => `EAACEdEose0cBA${r.text("base62", 120)}`,
  Alibaba: (r) => `LTAI${r.text("base62", 20)}`,
  Plaid: (r) => `access-production-${r.uuid()}`,
  Shippo: (r) => `shippo_live_${r.text("hex", 40)}`,
  "1Password": (r) => `ops_eyJ${r.text("base64", 260)}`,
  "age identity": (r) => `AGE-SECRET-KEY-1${r.text("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}`,
  Okta: (r) => `SSWS 00${r.text("base64url", 40)}`,
  JWT: jwt,
};
