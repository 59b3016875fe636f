import { describe, expect, it } from "@jest/globals";
import { kindOfName } from "./secret-names.js";

const SECRET_KINDS = ["password", "secret", "code"];

describe("kindOfName", () => {
  it.each([
    ...[
      "password",
      "Password",
      "PASSWORD",
      "userPassword",
      "user_password",
      "password2",
      "newPassword",
    ],
    ...["passwordHash", "password_confirmation", "passwd", "pwd", "DB_PWD", "passphrase", "pass"],
    ...[
      "secret",
      "clientSecret",
      "client-secret",
      "AWS_SECRET_ACCESS_KEY",
      "secretAccessKey",
      "secrets",
    ],
    ...[
      "token",
      "accessToken",
      "access_token",
      "accesstoken",
      "refresh_token",
      "id_token",
      "X-CSRF-Token",
    ],
    ...[
      "x-amz-security-token",
      "authorization",
      "Proxy-Authorization",
      "authorizationHeader",
      "cookie",
    ],
    ...["Set-Cookie", "cookies", "apiKey", "api_key", "API-Key", "APIKey", "x-api-key", "apikeys"],
    ...["privateKey", "private_key", "signingKey", "encryption-key", "credentials", "dbCredential"],
    ...["cardNumber", "card_number", "creditCardNumber", "ccNum", "cvv", "cvv2", "cardCvc", "csc"],
    ...[
      "ssn",
      "socialSecurityNumber",
      "pin",
      "pinCode",
      "card_pin",
      "otp",
      "totp",
      "jwt",
      "mfaCode",
    ],
    ...["JSESSIONID", "PHPSESSID", "connect.sid", "connectionString", "user[password]"],
  ])("takes %s for a secret", (name) => {
    expect(SECRET_KINDS).toContain(kindOfName(name));
  });

  it.each([
    ...["tokenCount", "tokenType", "token_expires_in", "maxTokenLength", "secretary", "secretName"],
    ...[
      "passwordResetRequested",
      "passwordChangedAt",
      "passwordless",
      "authorized",
      "authorizationStatus",
    ],
    ...[
      "author",
      "cookieConsent",
      "cookieName",
      "apiKeyId",
      "accessKeyId",
      "publicKey",
      "idempotencyKey",
    ],
    ...[
      "credentialId",
      "cardBrand",
      "cardLast4",
      "card",
      "shipping",
      "spin",
      "pinned",
      "mapping",
      "opinion",
    ],
    ...["nextToken", "NextToken", "pageToken", "continuation_token", "idempotencyToken", "compass"],
    ...[
      "boardingPass",
      "sessionId",
      "keyboard",
      "monkey",
      "key",
      "keys",
      "name",
      "value",
      "id",
      "hash",
    ],
    ...["value", "salt", "", "_", "2", "ключ", "jwtIssuer", "otpSentAt", "cvvCheck", "ssnVerified"],
  ])("does not take %s for one", (name) => {
    expect(SECRET_KINDS).not.toContain(kindOfName(name));
  });

  it("judges a name without end by its end", () => {
    expect(kindOfName(`${"a".repeat(1_000_000)}Password`)).toBe("password");
    expect(kindOfName(`password${"A".repeat(1_000_000)}`)).toBe("none");
  });
});
