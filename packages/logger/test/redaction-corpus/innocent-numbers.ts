import { type Case, innocent } from "./case.js";
import type { Random } from "./random.js";

type Generate = (random: Random) => string | number;

/** Long numbers that are no cards, though many pass the Luhn check. */
const NUMBERS: Readonly<Record<string, readonly [name: string, generate: Generate]>> = {
  "order number": ["orderNumber", (r) => r.digits(16)],
  "order number, Luhn": ["orderNo", (r) => r.luhn("4", 16)],
  "invoice number": ["invoiceNumber", (r) => r.luhn("5", 14)],
  "reference, Luhn": ["reference", (r) => r.luhn("62", 16)],
  IMEI: ["imei", (r) => r.luhn("35", 15)],
  "IMEI, other range": ["imei", (r) => r.luhn("86", 15)],
  "EAN-13": ["ean", (r) => r.ean(13)],
  "GTIN-14": ["gtin", (r) => r.ean(14)],
  "ISBN-13": ["isbn", (r) => `978${r.ean(10)}`],
  SSCC: ["sscc", (r) => r.luhn("3", 18)],
  ICCID: ["iccid", (r) => r.luhn("8949", 19)],
  barcode: ["barcode", (r) => r.luhn("4", 13)],
  "FedEx number": ["trackingNumber", (r) => r.luhn("6", 15)],
  "USPS number": ["trackingNumber", (r) => `9400${r.digits(18)}`],
  "UPS number": ["trackingNumber", (r) => `1Z${r.text("upper", 6)}${r.digits(10)}`],
  phone: ["phone", (r) => `+49${r.digits(11)}`],
  "phone, spaced": ["phone", (r) => `+49 ${r.digits(3)} ${r.digits(4)} ${r.digits(4)}`],
  "two phones": ["phones", (r) => `0${r.digits(10)} 0${r.digits(10)}`],
  "US phones": [
    "phones",
    (r) =>
      `${r.digits(3)}-${r.digits(3)}-${r.digits(4)} ${r.digits(3)}-${r.digits(3)}-${r.digits(4)}`,
  ],
  "phones, grouped": [
    "contact",
    (r) => `${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)}`.replace(/^./, "0"),
  ],
  IBAN: ["iban", (r) => `DE${r.digits(20)}`],
  "IBAN, grouped": [
    "iban",
    (r) =>
      `DE${r.digits(2)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(2)}`,
  ],
  "account number": ["bankAccount", (r) => r.digits(10)],
  "tax number": ["vatId", (r) => `DE${r.digits(9)}`],
  "epoch, ms": ["at", (r) => 1_700_000_000_000 + r.int(9e10)],
  "epoch, µs": ["timeUs", (r) => `17${r.digits(14)}`],
  "epoch, ns": ["timeUnixNano", (r) => `17${r.digits(17)}`],
  "compact time": ["stamp", (r) => `20251124${r.text("012345", 6)}${r.digits(3)}`],
  "times in a row": [
    "window",
    (r) => `${1_700_000_000_000 + r.int(9e10)} ${1_700_000_000_000 + r.int(9e10)}`,
  ],
  "dates in a row": ["range", () => "2025-11-24 2025-11-25 2025-11-26"],
  coordinates: ["location", (r) => `52.${r.digits(14)},13.${r.digits(14)}`],
  float: ["ratio", (r) => `0.${r.digits(16)}`],
  "masked card": ["maskedCardNumber", (r) => `**** **** **** ${r.digits(4)}`],
  "masked card, digits": ["cardNumber", (r) => `4242 42** **** ${r.digits(4)}`],
  "masked card, x": ["cardNumber", (r) => `XXXXXXXXXXXX${r.digits(4)}`],
  "last four": ["cardLast4", (r) => r.digits(4)],
  "card's BIN": ["cardBin", (r) => `4${r.digits(5)}`],
  "card id": ["cardId", (r) => `card_1${r.text("base62", 23)}`],
  bytes: ["sizeInBytes", (r) => Number(r.luhn("4", 13))],
  counter: ["sequence", (r) => Number(r.luhn("4", 16)) % 2 ** 53],
  "version code": ["versionCode", (r) => r.digits(13)],
  "Luhn id in a list": ["orderIds", (r) => `${r.luhn("4", 16)},${r.luhn("5", 16)}`],
};

/** Numbers as texts, as numbers where they fit, and in sentences. */
export function numbers(random: Random): Case[] {
  return Object.entries(NUMBERS).flatMap(([kind, [name, generate]]) => {
    const value = () => generate(random);
    const number = Number(value());
    const cases = [
      innocent("number, field", { [name]: value() }),
      innocent("number, field", { lines: [{ [name]: value(), quantity: 1 }] }),
      innocent("number, text", `${kind} ${value()} was accepted`),
      innocent("number, text", `${name}=${value()} ok`),
    ];
    if (Number.isSafeInteger(number)) cases.push(innocent("number, field", { [name]: number }));
    return cases;
  });
}
