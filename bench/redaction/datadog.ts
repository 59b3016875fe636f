import { mapTexts } from "./walk.js";

interface Rule {
  readonly pattern: RegExp;
  /** One of them must occur in the 30 characters before, or in the parent names; if empty, the pattern always applies. */
  readonly keywords: readonly string[];
}

const rule = (pattern: RegExp, keywords = ""): Rule => ({
  pattern: new RegExp(pattern.source, `${pattern.flags}g`),
  keywords: keywords === "" ? [] : keywords.split(","),
});

const CARD_WORDS =
  "account number,bank card,card,card num,ccn,credit,dankort,debit,pan,pcn,visa,mastercard,amex,discover,jcb,maestro,union pay";

/**
 * Datadog's Sensitive Data Scanner with all rules of its library for secrets and cards on, with their recommended
 * keywords. Patterns as docs.datadoghq.com listed them while the list still had patterns; keywords as it lists them now.
 */
const RULES: readonly Rule[] = [
  rule(
    /(?:AKIA|A3T|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[0-9A-Z]{16}/,
    "aws_access_key_id,access key,aws access,x-amz-credential",
  ),
  rule(/\b[A-Za-z0-9/+]{40}\b/, "aws_secret_access_key,credentials,secret access key,secret key"),
  rule(/dt0[a-zA-Z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/, "dynatrace,token"),
  rule(/EAACEdEose0cBA[0-9A-Za-z]+/, "facebook,access,token"),
  rule(/glpat-[\w-]{20}/, "gitlab,token"),
  rule(/\bey[I-L][\w=-]+\.ey[I-L][\w=-]+(?:\.[\w.+/=-]+)?\b/),
  rule(/[0-9a-f]{32}-us\d{1,2}/, "mailchimp,api key"),
  rule(/key-[0-9a-zA-Z]{32}/, "mailgun,api key"),
  rule(/SSWS 00[\w-]{40}/, "okta,api token"),
  rule(/xox[baprs]-(?:[0-9a-zA-Z]{10,48})?/, "slack,access,token"),
  rule(/sk_live_[0-9a-zA-Z]{24}/, "stripe,api key"),
  rule(/rk_live_[0-9a-zA-Z]{24}/, "stripe,api key"),
  rule(/\bSK[0-9a-fA-F]{32}\b/, "twilio,api key"),
  rule(/sq0atp-[\w-]{22}/, "square,access,token"),
  rule(/sq0csp-[\w-]{43}/, "square,oauth,secret,authorization,authentication"),
  rule(
    /\bAIza[\w-]{35}\b/,
    "g_places_key,gcp api key,gcp key,google cloud key,google-api-key,googlekey,x-goog-api-key",
  ),
  rule(/\bya29\.[\w-]+\b/, "google,oauth,access,token,authorization,authentication"),
  rule(/BEGIN RSA PRIVATE KEY[\s\S]*/),
  rule(/BEGIN (?:OPENSSH|SSH|DSA|EC) PRIVATE KEY[\s\S]*/),
  rule(/BEGIN PGP PRIVATE KEY BLOCK[\s\S]*/),
  rule(/SG\.[a-zA-Z0-9]{22}\.[a-zA-Z0-9]{43}/, "send grid,api token"),
  rule(/heroku.{0,29}[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i),
  rule(/access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}/, "paypal,braintree,access,token"),
  rule(/azure[\s\S]{0,16}[a-z0-9]{52}\b/i),
  rule(
    /(?:subscription|authoring|programmatic)[\s\S]{0,30}\W[a-z0-9]{32}\b/i,
    "azure,subscription key",
  ),
  rule(/bearer [-a-z0-9._~+/]{4,}/i),
  rule(/\bdapi[a-h0-9]{32}\b/, "databricks,access,token"),
  rule(/\bgh[opsu]_[0-9a-zA-Z]{36}\b/, "github,access,token"),
  rule(/\bghr_[0-9a-zA-Z]{76}\b/, "github,refresh token"),
  rule(/linkedin.{0,20}[:='"][0-9a-z]{16}\b/i),
  rule(/\bshp(?:at|ca|pa)_[a-fA-F0-9]{32}\b/, "shopify,access,token"),
  rule(/\bshpss_[a-fA-F0-9]{32}\b/, "shopify,shared secret"),
  rule(/\bT\w{8}\/B\w{8}\/\w{24}\b/, "slack,webhook,secret"),
  rule(/twitter.{0,20}[:='"][0-9a-z]{35,}\b/i),
  rule(/\bAuthorization:\s+Basic\s+[A-Za-z0-9+/=]+/),
  rule(/\bSet-Cookie:\s*[^;,]+(?:;\s*[^,]+)*/),
  rule(/\b(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d|35\d\d)(?:[ -]?\d{4}){3}\b/, CARD_WORDS),
  rule(/\b3[47]\d{2}[ -]?\d{6}[ -]?\d{5}\b/, CARD_WORDS),
  rule(/\b3[0689]\d{2}[ -]?\d{6}[ -]?\d{4}\b/, CARD_WORDS),
];

const REACH = 30;

export function redactAsDatadog(payload: unknown): unknown {
  return mapTexts(payload, (text, path) => {
    const names = path.join(" ").toLowerCase();
    return RULES.reduce((clean, { pattern, keywords }) => {
      return clean.replace(pattern, (match, ...rest) => {
        const at = rest.find((each): each is number => typeof each === "number") ?? 0;
        const before = `${names} ${clean.slice(Math.max(0, at - REACH), at).toLowerCase()}`;
        const isMeant = keywords.length === 0 || keywords.some((word) => before.includes(word));
        return isMeant ? "[sensitive_data]" : match;
      });
    }, text);
  });
}
