import { Ajv } from "ajv";

const name = { type: "string", minLength: 1, maxLength: 255 };

/** CloudWatch's units, those that are counted in a second included. */
const UNITS = [
  ...["Seconds", "Microseconds", "Milliseconds", "Percent", "None"],
  ...["Bytes", "Bits"].flatMap((unit) =>
    ["", "Kilo", "Mega", "Giga", "Tera"].flatMap((size) => {
      const whole = size === "" ? unit : size + unit.toLowerCase();
      return [whole, `${whole}/Second`];
    }),
  ),
  ...["Count", "Count/Second"],
];

const metric = {
  type: "object",
  required: ["Name"],
  additionalProperties: false,
  properties: { Name: name, Unit: { enum: UNITS }, StorageResolution: { enum: [1, 60] } },
};

/** The embedded metric format, as its specification in the CloudWatch user guide has it. */
const EMF_SCHEMA = {
  type: "object",
  required: ["_aws"],
  properties: {
    _aws: {
      type: "object",
      required: ["Timestamp", "CloudWatchMetrics"],
      properties: {
        Timestamp: { type: "integer", minimum: 0 },
        CloudWatchMetrics: {
          type: "array",
          items: {
            type: "object",
            required: ["Namespace", "Dimensions", "Metrics"],
            additionalProperties: false,
            properties: {
              Namespace: name,
              Dimensions: {
                type: "array",
                minItems: 1,
                items: { type: "array", maxItems: 30, items: name },
              },
              Metrics: { type: "array", maxItems: 100, items: metric },
            },
          },
        },
      },
    },
  },
};

/** A line in the embedded metric format. */
export interface EmfLine {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string; Unit?: string }[];
    }[];
  };
  [target: string]: unknown;
}

const isEmf = new Ajv({ allErrors: true }).compile(EMF_SCHEMA);

/** What is wrong with a line; nothing when CloudWatch would make metrics of it. */
export function emfFaults(line: string): string[] {
  const parsed = JSON.parse(line) as EmfLine;
  if (!isEmf(parsed)) return (isEmf.errors ?? []).map((error) => JSON.stringify(error));
  return parsed._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
    ...Dimensions.flat().flatMap((target) => dimensionFaults(target, parsed[target])),
    ...Metrics.flatMap(({ Name }) =>
      typeof parsed[Name] === "number" ? [] : [`the metric ${Name} is no number at the root`],
    ),
  ]);
}

/** A schema cannot say what the members are called that its names refer to. */
function dimensionFaults(target: string, value: unknown): string[] {
  if (typeof value !== "string") return [`the dimension ${target} is no text at the root`];
  if (/^[ -~]{1,1024}$/.test(value) && value.trim() !== "") return [];
  return [`the dimension ${target} must be printable ASCII, not ${JSON.stringify(value)}`];
}
