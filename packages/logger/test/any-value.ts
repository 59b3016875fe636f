import fc from "fast-check";

/** Makes a value. fast-check looks into the values that it passes on, and the hostile ones throw at that. */
export type MakeValue = () => unknown;

type MakeFields = () => Record<string, unknown>;

/** Any value that JavaScript can make, the hostile ones included. For property tests and for long runs. */
export function anyValue(): fc.Arbitrary<MakeValue> {
  return fc.letrec<{ value: MakeValue; fields: MakeFields }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { arbitrary: anyLeaf().map(constant), weight: 5 },
      { arbitrary: fc.anything(EVERYTHING).map(constant), weight: 2 },
      { arbitrary: tie("fields"), weight: 2 },
      { arbitrary: fc.array(tie("value"), { maxLength: 5 }).map(arrayOf), weight: 2 },
      { arbitrary: fc.tuple(shape(), tie("fields")).map(shaped), weight: 3 },
      {
        arbitrary: fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map(mapOf),
        weight: 1,
      },
    ),
    fields: fc.dictionary(anyKey(), tie("value"), { maxKeys: 5 }).map(fieldsOf),
  })).value;
}

function constant(value: unknown): MakeValue {
  return () => value;
}

function arrayOf(items: MakeValue[]): MakeValue {
  return () => items.map((make) => make());
}

function fieldsOf(fields: Record<string, MakeValue>): MakeFields {
  // Defined and not assigned, so that `__proto__` is a key as any other.
  return () => Object.fromEntries(Object.entries(fields).map(([key, make]) => [key, make()]));
}

function mapOf(entries: [MakeValue, MakeValue][]): MakeValue {
  return () => new Map(entries.map(([key, value]) => [key(), value()]));
}

function shape(): fc.Arbitrary<(fields: Record<string, unknown>) => unknown> {
  const shapes = [instanceOf, withCycle, withToJson, errorOf, hostile, sharing];
  return fc.constantFrom<(fields: Record<string, unknown>) => unknown>(...shapes);
}

function shaped([make, fields]: [
  (fields: Record<string, unknown>) => unknown,
  MakeFields,
]): MakeValue {
  return () => make(fields());
}

/** JSON that is stored as it is. */
export function plainJson(): fc.Arbitrary<unknown> {
  return fc
    .jsonValue({ maxDepth: 6, stringUnit: "grapheme" })
    .map((value) => JSON.parse(JSON.stringify(value, storedAsItIs)));
}

/** Leaves out what has to be stored in another way: empty names, and numbers out of range. */
function storedAsItIs(_: string, value: unknown): unknown {
  if (typeof value === "number") {
    const size = Math.abs(value);
    return size > Number.MAX_SAFE_INTEGER || size < 1e-130 ? 0 : value;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== "" && name !== "__proto__"),
  );
}

const EVERYTHING: fc.ObjectConstraints = {
  maxDepth: 3,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
};

/** Names that are special to JavaScript, to this library or to DynamoDB. */
function anyKey(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string(),
    utf16(),
    fc.constantFrom(
      ...["", "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON"],
      ...["password", "token", "value", "name", "key", "rawHeaders", "$cut", "$ref", "then"],
      "k".repeat(3000),
    ),
  );
}

function anyLeaf(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.string(),
    utf16(),
    fc.double(),
    fc.bigInt(),
    fc.constantFrom<unknown>(
      ...[undefined, null, true, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1e126, 1e-131],
      ...[2n ** 200n, 10n ** 3000n, Symbol("s"), Symbol.iterator, () => 1, class Named {}],
      ...["x".repeat(70_000), "\u0000".repeat(3000), "\ud83d".repeat(500), "4242424242424242"],
      ...[new Date(Number.NaN), new Date(8.64e15), new URL("https://u:p@example.com/?token=abc")],
      ...[
        new Headers({ authorization: "Bearer x" }),
        new Response("x"),
        new URLSearchParams("a=1&a=2"),
      ],
      ...[Promise.resolve(), new WeakMap(), new ArrayBuffer(9), Buffer.from("bytes"), /x/g],
      ...[new Array(1e9), new Uint8Array(5000), [][Symbol.iterator]()],
    ),
  );
}

/** Texts with halves of surrogate pairs anywhere. */
function utf16(): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(fc.integer({ min: 0xd800, max: 0xdfff }), fc.integer({ min: 0, max: 0xffff })))
    .map((codes) => String.fromCharCode(...codes));
}

function instanceOf(fields: Record<string, unknown>): unknown {
  class Order {
    #hidden = 1;
    get total(): number {
      return this.#hidden;
    }
  }
  return Object.defineProperties(new Order(), Object.getOwnPropertyDescriptors(fields));
}

function withCycle(fields: Record<string, unknown>): unknown {
  const cycle: Record<string, unknown> = { ...fields };
  cycle.self = cycle;
  cycle.deeper = { up: [cycle], set: new Set([cycle]) };
  return cycle;
}

function withToJson(fields: Record<string, unknown>): unknown {
  const lies: (() => unknown)[] = [
    () => fields,
    () => undefined,
    () => new Map([[fields, 1]]),
    () => {
      throw fields;
    },
  ];
  const lie = lies[Object.keys(fields).length % lies.length] as () => unknown;
  return { ...fields, toJSON: lie };
}

function sharing(fields: Record<string, unknown>): unknown {
  return { shared: fields, again: [fields, { fields }] };
}

function errorOf(fields: Record<string, unknown>): unknown {
  const message = Object.keys(fields).join(" ");
  const error = new AggregateError([new TypeError(message), fields], message, { cause: fields });
  for (const [key, value] of Object.entries(fields)) {
    Object.defineProperty(error, key, { value, enumerable: true, configurable: true });
  }
  return error;
}

/** Objects that throw wherever they are touched, each in another way. */
function hostile(fields: Record<string, unknown>): unknown {
  const fail = () => {
    throw new Proxy({}, { get: fail });
  };
  const kinds = [
    () => new Proxy(fields, { ownKeys: fail, get: fail, getPrototypeOf: fail, has: fail }),
    () => new Proxy(fields, { get: fail }),
    () => new Proxy([1, 2, 3], { get: fail }),
    () => Object.defineProperty({ ...fields }, "bad", { get: fail, enumerable: true }),
    () => revoked(fields),
    () => ({ ...fields, [Symbol.toStringTag]: "Map" }),
    () => Object.create({ [Symbol.toStringTag]: "Date", ...fields }),
  ];
  return (kinds[Object.keys(fields).length % kinds.length] as () => unknown)();
}

function revoked(fields: object): unknown {
  const { proxy, revoke } = Proxy.revocable(fields, {});
  revoke();
  return proxy;
}
