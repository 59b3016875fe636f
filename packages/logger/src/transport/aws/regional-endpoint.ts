import type { Endpoint } from "../http/post.js";

/** Domains by the beginning of a region's name: for IPv4 alone, and for both protocols. The last one is everyone else's. */
const DOMAINS = [
  ["cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ["us-iso-", "c2s.ic.gov", "api.aws.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov", "api.aws.scloud"],
  ["us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["eusc-", "amazonaws.eu", "api.amazonwebservices.eu"],
  ["", "amazonaws.com", "api.aws"],
] as const;

/** Which of a region's endpoints. */
export interface EndpointVariant {
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** Where a service listens in a region, in whatever partition that is. */
export function regionalEndpoint(
  service: string,
  region: string,
  { fips, dualStack }: EndpointVariant,
): Endpoint {
  const [, ipv4, both] = DOMAINS.find(([start]) => region.startsWith(start)) ?? DOMAINS[6];
  // All endpoints of GovCloud are FIPS endpoints, and most have no other name for that.
  const isNamed = fips && (dualStack || !region.startsWith("us-gov-"));
  const name = isNamed ? `${service}-fips` : service;
  return {
    protocol: "https:",
    hostname: `${name}.${region}.${dualStack ? both : ipv4}`,
    path: "/",
  };
}

/** The variant that the environment asks for, as every AWS SDK reads it. */
export function variantOfEnvironment(): EndpointVariant {
  const { AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT } = process.env;
  return {
    fips: AWS_USE_FIPS_ENDPOINT === "true",
    dualStack: AWS_USE_DUALSTACK_ENDPOINT === "true",
  };
}
